package history

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// File is a file of rows, known byte by byte before its first row is read.
type File struct {
	Path string
	// Size is in bytes as the file lies there, zipped or not.
	Size int64
	// Digest is SHA-256 of these bytes, in hex.
	Digest string

	zipped bool
	utf8   bool // what is in it; else it is Windows-1252, unless a byte order mark says UTF-16
}

// Open reads a file through once: what it is called and what is in it.
func Open(path string) (*File, error) {
	f := &File{Path: path}
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	head := bufio.NewReader(in)
	magic, _ := head.Peek(2)
	f.zipped = bytes.Equal(magic, []byte{0x1f, 0x8b})
	sum := sha256.New()
	counted := &counter{r: io.TeeReader(head, sum)}
	text, err := f.unzipped(counted)
	if err != nil {
		return nil, err
	}
	if f.utf8, err = isUTF8(text); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	if _, err := io.Copy(io.Discard, counted); err != nil { // what follows the zipped part
		return nil, err
	}
	f.Size, f.Digest = counted.n, hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

// Name is the file's name without folder and endings.
func (f *File) Name() string {
	name := strings.TrimSuffix(filepath.Base(f.Path), ".gz")
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// ending is the file's kind as its name says.
func (f *File) ending() string {
	return strings.ToLower(filepath.Ext(strings.TrimSuffix(f.Path, ".gz")))
}

func (f *File) unzipped(r io.Reader) (io.Reader, error) {
	if !f.zipped {
		return r, nil
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%s begins as gzip does and is not: %w", f.Path, err)
	}
	return z, nil
}

// text opens the file as UTF-8 without a byte order mark. The counter tells how
// far in the file it was read.
func (f *File) text() (io.ReadCloser, *counter, error) {
	in, err := os.Open(f.Path)
	if err != nil {
		return nil, nil, err
	}
	read := &counter{r: in}
	plain, err := f.unzipped(read)
	if err != nil {
		_ = in.Close()
		return nil, nil, err
	}
	fallback := transform.Transformer(charmap.Windows1252.NewDecoder())
	if f.utf8 {
		fallback = transform.Nop
	}
	decoded := transform.NewReader(plain, unicode.BOMOverride(fallback))
	return struct {
		io.Reader
		io.Closer
	}{decoded, in}, read, nil
}

// Text reads a file whole, zipped or not, as UTF-8 without a byte order mark.
func Text(path string) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	text, _, err := f.text()
	if err != nil {
		return nil, err
	}
	defer text.Close()
	return io.ReadAll(text)
}

// isUTF8 reads all and tells whether it is UTF-8.
func isUTF8(r io.Reader) (bool, error) {
	valid, buf, kept := true, make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[kept:])
		n += kept
		kept = 0
		for part := buf[:n]; valid && len(part) > 0; {
			_, size := utf8.DecodeRune(part)
			switch {
			case size > 1 || part[0] < utf8.RuneSelf:
				part = part[size:]
			case err == nil && !utf8.FullRune(part): // the rest comes with the next piece
				kept = copy(buf, part)
				part = nil
			default:
				valid = false
			}
		}
		if err == io.EOF {
			return valid, nil
		} else if err != nil {
			return false, err
		}
	}
}

// counter counts the bytes that were read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
