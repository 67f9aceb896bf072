package heed

// scanner walks JSON from value to value.
type scanner struct {
	raw []byte
	at  int
}

// text moves past a string and gives it with its quotes; nil when it is none.
func (s *scanner) text() []byte {
	start := s.at
	if !s.skips('"') {
		return nil
	}
	for ; ; s.at++ {
		switch c := s.peek(); {
		case c == '"':
			s.at++
			return s.raw[start:s.at]
		case c < ' ', c == '\\' && !s.escape():
			return nil
		}
	}
}

// escape moves to the last byte of an escape.
func (s *scanner) escape() bool {
	s.at++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			if s.at++; !hexadecimal(s.peek()) {
				return false
			}
		}
		return true
	}
	return false
}

func hexadecimal(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func (s *scanner) literal(word string) bool {
	end := s.at + len(word)
	if end > len(s.raw) || string(s.raw[s.at:end]) != word {
		return false
	}
	s.at = end
	return true
}

// number moves past a number: no sign before it but a minus, no zero in front
// of other digits, and digits behind the full stop and the exponent.
func (s *scanner) number() bool {
	s.skips('-')
	if !s.skips('0') && !s.digits() {
		return false
	}
	if s.skips('.') && !s.digits() {
		return false
	}
	if s.skips('e') || s.skips('E') {
		_ = s.skips('+') || s.skips('-')
		return s.digits()
	}
	return true
}

// digits moves past digits, of which there must be one.
func (s *scanner) digits() bool {
	start := s.at
	for c := s.peek(); '0' <= c && c <= '9'; c = s.peek() {
		s.at++
	}
	return s.at > start
}

// take moves past space and the byte, if it is there.
func (s *scanner) take(c byte) bool {
	s.space()
	return s.skips(c)
}

// skips moves past the byte, if it is there.
func (s *scanner) skips(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

// peek is the byte at hand; 0, which JSON has nowhere, at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.raw) {
		return s.raw[s.at]
	}
	return 0
}

func (s *scanner) space() {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}
