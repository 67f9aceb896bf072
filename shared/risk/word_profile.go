package risk

import (
	"slices"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
)

// profileWords ask about who the account is.
func profileWords() []answerable {
	profile := func(name string, of func(*heed.Profile) string) answerable {
		return plainWord(name, KindText, "the profile's "+name, func(j *judgement) operand { return named(of(&j.Account.Profile)) })
	}
	attribute := []Taken{{Name: "name", Kind: KindText}}
	return []answerable{
		profile("segment", func(p *heed.Profile) string { return p.Segment }),
		profile("plan", func(p *heed.Profile) string { return p.Plan }),
		profile("region", func(p *heed.Profile) string { return p.Region }),
		profile("country", func(p *heed.Profile) string { return p.Country }),
		profile("industry", func(p *heed.Profile) string { return p.Industry }),
		profile("owner", func(p *heed.Profile) string { return p.Owner }),
		profile("phase", func(p *heed.Profile) string { return p.Phase }),
		plainWord("customer_days", KindNumber, "days as a customer", (*judgement).sayTenure),
		askWord(Word{Name: "tagged", Takes: []Taken{{Name: "tag", Kind: KindText}}, Gives: KindTruth, Means: "the profile has the tag"}, (*judgement).sayTagged),
		askWord(Word{Name: "attribute", Takes: attribute, Gives: KindText, Means: "an attribute of the profile, as text"}, (*judgement).sayAttribute),
		askWord(Word{Name: "attribute_number", Takes: attribute, Gives: KindNumber, Means: "an attribute of the profile that is a number; true is 1"}, (*judgement).sayAttributeNumber),
	}
}

func (j *judgement) sayTenure() operand {
	since, known := j.since()
	if !known {
		return unknown(noSource)
	}
	return whole(j.today - since)
}

func (j *judgement) sayTagged(taken *[maxTaken]operand) operand {
	return truth(slices.Contains(j.Account.Profile.Tags, taken[0].text))
}

func (j *judgement) sayAttribute(taken *[maxTaken]operand) operand {
	switch v := j.Account.Profile.Attributes[taken[0].text].(type) {
	case string:
		return named(v)
	case float64:
		return named(strconv.FormatFloat(v, 'f', -1, 64))
	case bool:
		return named(strconv.FormatBool(v))
	}
	return unknown(noSource)
}

func (j *judgement) sayAttributeNumber(taken *[maxTaken]operand) operand {
	switch v := j.Account.Profile.Attributes[taken[0].text].(type) {
	case float64:
		return quantity(v)
	case bool:
		return truth(v)
	}
	return unknown(noSource)
}
