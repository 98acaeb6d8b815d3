// Package changes spares vugu's renderer what is on the page already. The renderer writes every attribute, text and
// listener of what it is given, and the browser lays out anew what was written. Here the subtrees that look as they did are
// taken out before and put back after: an element without children keeps those it has in the document.
package changes

import (
	"slices"
	"strconv"

	"github.com/vugu/vugu"
)

// Tree is a page as it stands in the document. The zero value is an empty one.
type Tree struct {
	root     *vugu.VGNode
	handlers map[string]*handler // by place in the tree and event
	kept     []kept
}

// handler is what an event at one place of the page calls. The document keeps the listener it was given first, so that
// this is where the latest render's function stands.
type handler struct {
	call    func(vugu.DOMEvent)
	touched bool // since the last render: the browser may show what the reader chose and the page does not know
}

// kept is what was taken out of a node.
type kept struct {
	node        *vugu.VGNode
	first, last *vugu.VGNode
	html        *string
}

// Adopt takes a page for what the document holds already: all of it but the listeners.
func (t *Tree) Adopt(built *vugu.BuildResults) {
	t.root = built.Out.Out[0]
	unfold(built, t.root)
	silence(t.root)
}

func silence(node *vugu.VGNode) {
	node.DOMEventHandlerSpecList = nil
	for child := node.FirstChild; child != nil; child = child.NextSibling {
		silence(child)
	}
}

// Render lets render see what has changed since the last call. Components and templates are put in place of the nodes that
// stand for them, so built is a tree of elements afterwards.
func (t *Tree) Render(built *vugu.BuildResults, render func(*vugu.BuildResults) error) error {
	root := built.Out.Out[0]
	unfold(built, root)
	if t.handlers == nil {
		t.handlers = map[string]*handler{}
	}
	t.compare(t.root, root, nil)
	err := render(built)
	for _, k := range t.kept {
		k.node.FirstChild, k.node.LastChild, k.node.InnerHTML = k.first, k.last, k.html
	}
	t.kept = t.kept[:0]
	t.root = root
	return err
}

// compare says whether a subtree looks as it did, and takes out of it what does. old is nil where nothing was.
func (t *Tree) compare(old, node *vugu.VGNode, place []byte) bool {
	touched := t.listen(node, place)
	if old != nil && (touched || old.Type != node.Type || old.Data != node.Data || old.Namespace != node.Namespace) {
		old = nil // all of it is written
	}
	same := old != nil && sameShape(old, node)
	within := old != nil && (node.InnerHTML == nil) == (old.InnerHTML == nil) && (node.InnerHTML == nil || *node.InnerHTML == *old.InnerHTML)
	before := (*vugu.VGNode)(nil)
	if old != nil {
		before = old.FirstChild
	}
	index := 0
	for child := node.FirstChild; child != nil; child = child.NextSibling {
		if !t.compare(before, child, strconv.AppendInt(append(place, '_'), int64(index), 36)) {
			within = false
		}
		if before != nil {
			before = before.NextSibling
		}
		index++
	}
	within = within && before == nil
	if within && (node.FirstChild != nil || node.InnerHTML != nil) {
		t.kept = append(t.kept, kept{node, node.FirstChild, node.LastChild, node.InnerHTML})
		node.FirstChild, node.LastChild, node.InnerHTML = nil, nil, nil
	}
	return same && within
}

// sameShape compares what two elements of the same name say of themselves.
func sameShape(a, b *vugu.VGNode) bool {
	return slices.Equal(a.Attr, b.Attr) &&
		slices.EqualFunc(a.Prop, b.Prop, func(a, b vugu.VGProperty) bool { return a.Key == b.Key && string(a.JSONVal) == string(b.JSONVal) }) &&
		slices.EqualFunc(a.DOMEventHandlerSpecList, b.DOMEventHandlerSpecList, func(a, b vugu.DOMEventHandlerSpec) bool {
			return a.EventType == b.EventType && a.Capture == b.Capture && a.Passive == b.Passive
		})
}

// listen lets the listeners of a node call what it says now, wherever the document has them from, and says whether one of
// them was called since the last render.
func (t *Tree) listen(node *vugu.VGNode, place []byte) bool {
	touched := false
	for i := range node.DOMEventHandlerSpecList {
		event := &node.DOMEventHandlerSpecList[i]
		key := string(place) + event.EventType
		h := t.handlers[key]
		if h == nil {
			h = &handler{}
			t.handlers[key] = h
		}
		touched = touched || h.touched
		h.call, h.touched = event.Func, false
		event.Func = func(e vugu.DOMEvent) {
			h.touched = true
			h.call(e)
		}
	}
	return touched
}

// unfold puts what a component or a template stands for in its place.
func unfold(built *vugu.BuildResults, node *vugu.VGNode) {
	for child := node.FirstChild; child != nil; {
		next := child.NextSibling
		switch {
		case child.Component != nil:
			root := built.ResultFor(child.Component).Out[0]
			node.InsertBefore(root, child)
			node.RemoveChild(child)
			unfold(built, root)
		case child.IsTemplate():
			unfold(built, child)
			for inner := child.FirstChild; inner != nil; inner = child.FirstChild {
				child.RemoveChild(inner)
				node.InsertBefore(inner, child)
			}
			node.RemoveChild(child)
		default:
			unfold(built, child)
		}
		child = next
	}
}
