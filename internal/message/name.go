package message

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// longestName is how many characters of a name, or of a value, a message repeats.
const longestName = 60

// Name is a name from outside as messages repeat it: cut, and with nothing in it that would change how the rest is shown.
func Name(name string) string { return Visible(cut(name)) }

func cut(name string) string {
	n := 0
	for at := range name {
		if n++; n > longestName {
			return name[:at] + "…"
		}
	}
	return name
}

// Visible writes characters that a terminal obeys, or that turn the text around them, as Go would: "\x1b[31m" is read, not
// red. Line breaks are among them.
func Visible(text string) string {
	var out strings.Builder
	for at, size := 0, 0; at < len(text); at += size {
		var r rune
		r, size = utf8.DecodeRuneInString(text[at:])
		if r == utf8.RuneError && size == 1 || hidden(r) {
			quoted := strconv.QuoteToASCII(text[at : at+size])
			out.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		out.WriteString(text[at : at+size])
	}
	return out.String()
}

// hidden are control characters, and those that are not seen: joiners, marks of direction and the like.
func hidden(r rune) bool {
	for _, span := range [...][2]rune{{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e}, {0x200b, 0x200f},
		{0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}} {
		if span[0] <= r && r <= span[1] {
			return true
		}
	}
	return false
}
