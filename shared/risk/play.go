package risk

import "github.com/heed-cs/heed/shared/heed"

// maxPlays is how many plays one risk recommends: more is none.
const maxPlays = 3

// play is the recommended next step for a factor, due in so many days. Its
// steps are shared by all receipts: nobody may change them.
func play(name, factor string, dueDays int, title heed.Text, steps ...heed.Text) heed.Play {
	return heed.Play{Play: name, Factor: factor, Title: title, Steps: steps, DueDays: dueDays}
}

// plays are those of the factors that raise the risk, in the receipt's order;
// never nil.
func (r *receipt) plays() []heed.Play {
	plays := make([]heed.Play, 0, min(r.raising(), maxPlays))
	for _, at := range r.order[:r.n] {
		if e := &r.entries[at]; e.raises() && e.factor.play.Play != "" && len(plays) < cap(plays) {
			plays = append(plays, e.factor.play)
		}
	}
	return plays
}

// raising is how many factors raise the risk.
func (r *receipt) raising() (n int) {
	for i := range r.entries[:r.n] {
		if r.entries[i].raises() {
			n++
		}
	}
	return n
}
