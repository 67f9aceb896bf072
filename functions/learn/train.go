package learn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// learn makes a model of all examples.
func (t *trainee) learn(ctx context.Context) (heed.TrainedModel, error) {
	m := heed.TrainedModel{At: t.at, Parts: map[string]heed.ModelPart{}}
	before, err := t.inUse(ctx)
	if err != nil {
		return m, err
	}
	hash := sha256.New()
	hash.Write([]byte(heed.Instant(t.at))) // the same data may be learned from under other settings
	var verdicts []heed.Text
	for _, kind := range kinds {
		p, err := t.part(kind)
		if err != nil {
			return m, err
		}
		why, err := t.decide(&p, before.Parts[kind])
		if err != nil {
			return m, err
		}
		p.Drift = risk.Drifted(p.Seen, ofKind(t.today, kind))
		hash.Write([]byte(p.Data))
		m.Parts[kind], m.Promoted = p.ModelPart, m.Promoted || p.Used
		verdicts = append(verdicts, named(kind, why))
	}
	m.ID = fmt.Sprintf("%s-%s", heed.DayOf(t.at), hex.EncodeToString(hash.Sum(nil)[:4]))
	m.Verdict = joined(verdicts)
	keepUsed(m, before)
	return m, nil
}

// keepUsed leaves what is in use of one kind of target as it is, when a model comes
// into use that is better for another only.
func keepUsed(m, before heed.TrainedModel) {
	if !m.Promoted {
		return
	}
	for kind, p := range m.Parts {
		if old := before.Parts[kind]; !p.Used && old.Used {
			m.Parts[kind] = old
		}
	}
}

func text(en, de string, values ...any) heed.Text {
	return heed.Text{EN: fmt.Sprintf(en, values...), DE: fmt.Sprintf(de, values...)}
}

var kindNames = map[string]heed.Text{
	heed.TargetRenewal: {EN: "Terms", DE: "Laufzeiten"},
	heed.TargetWindow:  {EN: "Ninety days", DE: "Neunzig Tage"},
}

func named(kind string, why heed.Text) heed.Text {
	name := kindNames[kind]
	return heed.Text{EN: name.EN + ": " + why.EN, DE: name.DE + ": " + why.DE}
}

func joined(texts []heed.Text) heed.Text {
	var en, de []string
	for _, t := range texts {
		en, de = append(en, t.EN), append(de, t.DE)
	}
	return heed.Text{EN: strings.Join(en, ". ") + ".", DE: strings.Join(de, ". ") + "."}
}
