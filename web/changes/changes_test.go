package changes

import (
	"strings"
	"testing"

	"github.com/vugu/vugu"
)

// element is a node with its children; text that begins with "#" is text.
func element(name string, children ...*vugu.VGNode) *vugu.VGNode {
	n := &vugu.VGNode{Type: vugu.ElementNode, Data: name}
	if strings.HasPrefix(name, "#") {
		n = &vugu.VGNode{Type: vugu.TextNode, Data: name}
	}
	for _, child := range children {
		n.AppendChild(child)
	}
	return n
}

func with(n *vugu.VGNode, class string) *vugu.VGNode {
	n.Attr = append(n.Attr, vugu.VGAttribute{Key: "class", Val: class})
	return n
}

func listening(n *vugu.VGNode, call func()) *vugu.VGNode {
	n.DOMEventHandlerSpecList = append(n.DOMEventHandlerSpecList, vugu.DOMEventHandlerSpec{EventType: "click", Func: func(vugu.DOMEvent) { call() }})
	return n
}

func html(n *vugu.VGNode, text string) *vugu.VGNode {
	n.InnerHTML = &text
	return n
}

func written(n *vugu.VGNode) string {
	var b strings.Builder
	b.WriteString(n.Data)
	if n.InnerHTML != nil {
		b.WriteString("=" + *n.InnerHTML)
	}
	if n.FirstChild != nil {
		b.WriteString("(")
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			if child != n.FirstChild {
				b.WriteString(" ")
			}
			b.WriteString(written(child))
		}
		b.WriteString(")")
	}
	return b.String()
}

// render is what of a page reaches vugu's renderer.
func render(t *testing.T, tree *Tree, root *vugu.VGNode) string {
	t.Helper()
	seen := ""
	err := tree.Render(&vugu.BuildResults{Out: &vugu.BuildOut{Out: []*vugu.VGNode{root}}}, func(b *vugu.BuildResults) error {
		seen = written(b.Out.Out[0])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	page := func(number string, class string) *vugu.VGNode {
		return element("div",
			element("header", element("h1", element("#title")), html(element("span"), "<b>logo</b>")),
			element("main", with(element("p", element("#"+number)), class), element("ul", element("li", element("#a")), element("li", element("#b")))))
	}
	var tree Tree
	for _, c := range []struct{ number, class, want string }{
		{"1", "", "div(header(h1(#title) span=<b>logo</b>) main(p(#1) ul(li(#a) li(#b))))"},
		{"1", "", "div"},
		{"2", "", "div(header main(p(#2) ul))"},
		{"2", "strong", "div(header main(p ul))"},
		{"2", "strong", "div"},
	} {
		if got := render(t, &tree, page(c.number, c.class)); got != c.want {
			t.Errorf("%s %s: the renderer got %s, want %s", c.number, c.class, got, c.want)
		}
	}
}

// TestPlaces changes what stands where: vugu patches by place, so what has moved is written.
func TestPlaces(t *testing.T) {
	list := func(names ...string) *vugu.VGNode {
		ul := element("ul")
		for _, name := range names {
			ul.AppendChild(element(strings.Split(name, ":")[0], element("#"+name)))
		}
		return element("div", ul)
	}
	var tree Tree
	render(t, &tree, list("li:a", "li:b", "li:c"))
	for _, c := range []struct {
		page *vugu.VGNode
		want string
	}{
		{list("li:a", "li:c"), "div(ul(li li(#li:c)))"},
		{list("li:a", "li:b", "li:c"), "div(ul(li li(#li:b) li(#li:c)))"},
		{list("li:a", "p:b", "li:c"), "div(ul(li p(#p:b) li))"},
		{list("li:a", "p:b"), "div(ul(li p))"},
	} {
		if got := render(t, &tree, c.page); got != c.want {
			t.Errorf("the renderer got %s, want %s", got, c.want)
		}
	}
}

func TestTemplatesMoveTheirNeighbours(t *testing.T) {
	page := func(items ...string) *vugu.VGNode {
		template := element("")
		for _, item := range items {
			template.AppendChild(element("b", element("#"+item)))
		}
		return element("div", template, element("p", element("#after")))
	}
	var tree Tree
	render(t, &tree, page("a"))
	if got, want := render(t, &tree, page("a", "c")), "div(b b(#c) p(#after))"; got != want {
		t.Errorf("the renderer got %s, want %s", got, want)
	}
	if got, want := render(t, &tree, page()), "div(p(#after))"; got != want {
		t.Errorf("the renderer got %s, want %s", got, want)
	}
}

func TestListenersCallWhatIsOnShow(t *testing.T) {
	called := ""
	page := func(name string) *vugu.VGNode {
		return element("div", element("p", listening(element("select", element("option")), func() { called += name })), element("p", element("#x")))
	}
	var tree Tree
	first := page("1")
	render(t, &tree, first)
	click := first.FirstChild.FirstChild.DOMEventHandlerSpecList[0].Func // what the document has, whatever is rendered later
	if got := render(t, &tree, page("2")); got != "div" {
		t.Errorf("an unchanged page is written as %s", got)
	}
	click(nil)
	if called != "2" {
		t.Errorf("the listener called %q", called)
	}
	if got, want := render(t, &tree, page("3")), "div(p(select(option)) p)"; got != want {
		t.Errorf("after an event the renderer got %s, want %s: the browser may show something else there", got, want)
	}
	if got := render(t, &tree, page("4")); got != "div" {
		t.Errorf("the event is not forgotten: %s", got)
	}
}

func TestAnAdoptedPageGetsItsListeners(t *testing.T) {
	page := func(ready string) *vugu.VGNode {
		button := listening(element("button", element("#Run")), func() {})
		return with(element("div", element("p", button), element("p", element("#x"))), ready)
	}
	var tree Tree
	tree.Adopt(&vugu.BuildResults{Out: &vugu.BuildOut{Out: []*vugu.VGNode{page("")}}})
	if got, want := render(t, &tree, page("ready")), "div(p(button) p)"; got != want {
		t.Errorf("the renderer got %s, want %s", got, want)
	}
}
