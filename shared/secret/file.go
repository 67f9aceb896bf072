package secret

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// FromFile returns the Key whose root key is the file's content, 32 raw bytes.
// Where there is no file yet it makes one for its owner alone; processes that
// do so at the same time all end with the same key. A file that others may
// read, or of another length, is refused with an error that tells the fix.
func FromFile(path string) (*Key, error) {
	root, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createKey(path); err != nil {
			return nil, fmt.Errorf("secret: creating the key file: %w", err)
		}
		root, err = readKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("secret: reading the key file: %w", err)
	}
	return FromKey(root)
}

// readKey judges the file it has opened, not the path, which may change meanwhile.
func readKey(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := checkFile(path, info); err != nil {
		return nil, err
	}
	root := make([]byte, KeySize)
	_, err = io.ReadFull(f, root)
	return root, err
}

func checkFile(path string, info fs.FileInfo) error {
	// Windows keeps access in lists that the mode does not show.
	open := info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows"
	switch {
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file; name one, or a path where Heed may create it", path)
	case open:
		return fmt.Errorf("%s is open to other users (mode %#o); run: chmod 600 %q", path, info.Mode().Perm(), path)
	case info.Size() != KeySize:
		return fmt.Errorf("%s has %d bytes, want %d; restore it from a backup: without it no sealed secret opens again", path, info.Size(), KeySize)
	}
	return nil
}

// createKey writes a whole key beside the path and links it in, which fails if
// another process was first: its key then counts.
func createKey(path string) error {
	temporary, err := writeKey(filepath.Dir(path))
	if temporary != "" {
		defer os.Remove(temporary)
	}
	if err != nil {
		return err
	}
	if err := os.Link(temporary, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// writeKey puts a random key into a new file of the directory and returns its
// name, also when writing fails half-way.
func writeKey(dir string) (name string, err error) {
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return "", err
	}
	root := make([]byte, KeySize)
	_, _ = rand.Read(root) // never fails
	_, err = f.Write(root)
	return f.Name(), errors.Join(err, f.Sync(), f.Close())
}

// syncDir makes the new name survive a power cut: what is sealed next would be
// lost without its key. Windows cannot sync directories.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
