package main

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/heed-cs/heed/shared/comment"
)

func TestMacroF1(t *testing.T) {
	if got := macroF1([3][3]int{{2, 0, 0}, {0, 3, 0}, {0, 0, 5}}); got != 1 {
		t.Errorf("everything right is %v", got)
	}
	// Bad: 1 of 2 found, none wrongly: 2/3. Neither: 2 of 2 and one too many: 4/5. Good: none.
	if got := macroF1([3][3]int{{1, 1, 0}, {0, 2, 0}, {0, 0, 0}}); math.Abs(got-(2./3+4./5)/3) > 1e-12 {
		t.Errorf("it is %v", got)
	}
}

func TestRatedCommentsAreReadOnce(t *testing.T) {
	const text = "FFT answer,Comment sentiment,Staff responsiveness,Competence & training\nGood care!,1,1,1\ngood  CARE,1,,\nSlow,4,,1\nunrated,,,\n?,1,,\n"
	b := bench{folder: t.TempDir()}
	if err := os.WriteFile(filepath.Join(b.folder, "nhs_fft_comments_v6.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := b.frameworkComments()
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if all[0].tone != 1 || len(all[0].themes) != 1 || all[0].themes[0] != "support" || all[1].tone != -1 {
		t.Errorf("read are %+v", all)
	}
}

// Whatever the ratings are, a word of the lists keeps its side, and others teach nothing.
func TestNoWordChangesSides(t *testing.T) {
	var all []rated
	for range 20 {
		all = append(all, rated{text: "excellent nurse", tone: -1}, rated{text: "terrible ward", tone: 1})
		all = append(all, rated{text: "great", tone: 1}, rated{text: "awful", tone: -1}, rated{text: "happy", tone: 1}, rated{text: "horrible", tone: -1})
	}
	w := weights(all, false)
	for _, key := range []string{"excellent", "terrible"} {
		if listed := comment.Listed(key); w[key] == 0 || listed*(listed+w[key]) <= 0 {
			t.Errorf("%s is listed with %v and learned %v", key, listed, w[key])
		}
	}
	if w["nurs"] != 0 || w["ward"] != 0 {
		t.Errorf("learned of hospitals: %v", w)
	}
	if all := weights(all, true); all["nurs"] >= 0 {
		t.Errorf("of all words, nurse teaches %v", all["nurs"])
	}
}

// Without the comments of patients, those made up are measured.
func TestCommentsWithoutPatients(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", ".."))
	both, err := (&bench{}).business()
	if err != nil || len(both) < 150 {
		t.Errorf("%d comments, %v", len(both), err)
	}
	if _, err := (&bench{folder: t.TempDir()}).patients(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing files give %v", err)
	}
}
