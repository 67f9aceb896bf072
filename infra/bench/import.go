package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

const (
	importedRows     = 1_000_000
	importedAccounts = 5_000
	counting         = 30 * time.Minute // until all must be counted
)

// measureImport lets `heed import` bring a file of a million answers to a new heed
// serve, and holds every metric against a recount of the file.
func measureImport(ctx context.Context, b *bench) error {
	rows := importedRows
	if b.signals < full.signals {
		rows /= 20
	}
	file := filepath.Join(b.dir, "history.csv")
	want, err := writeHistory(file, rows)
	if err != nil {
		return err
	}
	p, err := b.start(ctx, "")
	if err != nil {
		return err
	}
	defer p.stop()
	began := time.Now()
	own := p.watch()
	client, err := b.bring(ctx, p, file)
	if err != nil {
		return err
	}
	taken := time.Since(began)
	if err := want.counted(ctx, p); err != nil {
		return err
	}
	method := fmt.Sprintf("heed import of a CSV with %s NPS, CSAT and CES answers of two years and %s accounts, in the order of time, into a new heed serve", number(float64(rows)), number(importedAccounts))
	b.out.add("imported", sample{float64(rows) / taken.Seconds()}, " rows/s", nil, method)
	b.out.add("imported and counted", sample{float64(rows) / time.Since(began).Seconds()}, " rows/s", nil,
		"the same until NPS, CSAT and CES by month and touchpoint equal a recount of the file")
	b.out.add("memory of heed import, peak", sample{client}, " MB", nil, "VmHWM of that process")
	all, ok := p.memory("VmHWM")
	if !ok {
		b.out.unknown("memory of heed serve, peak of an import", "no /proc on this system")
		return nil
	}
	b.out.row("memory of heed serve, peak of an import", own(), " MB", "resident "+number(all), nil,
		"the most RssAnon seen, ten times a second, and VmHWM with mapped files; its heed.db has "+number(p.file())+" MB")
	return nil
}

// watch looks at what the process holds itself, until it is asked for the most.
func (p *process) watch() (most func() float64) {
	done, result := make(chan struct{}), make(chan float64)
	go func() {
		var peak float64
		for {
			if mb, ok := p.memory("RssAnon"); ok {
				peak = max(peak, mb)
			}
			select {
			case <-done:
				result <- peak
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return func() float64 { close(done); return <-result }
}

// bring runs heed import and gives its peak memory in MB, as far as /proc tells.
func (b *bench) bring(ctx context.Context, p *process, file string) (peak float64, err error) {
	path, err := b.command()
	if err != nil {
		return 0, err
	}
	var said lockedBuffer
	cmd := exec.CommandContext(ctx, path, "import", file)
	cmd.Env = append(os.Environ(), "HEED_URL=http://"+p.address, "HEED_KEY="+adminKey)
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	var most atomic.Uint64
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			kb, ok := procField(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid), "VmHWM:")
			n, err := strconv.ParseUint(kb, 10, 64)
			if !ok || err != nil {
				return // it ended
			}
			most.Store(n)
			time.Sleep(50 * time.Millisecond)
		}
	}()
	if err := cmd.Wait(); err != nil {
		return 0, fmt.Errorf("heed import: %w\n%s", err, said.String())
	}
	<-watched
	return float64(most.Load()) / 1024, nil
}

// tally are scores by metric, touchpoint and month.
type tally map[[3]string][11]int

// writeHistory writes a file of answers and what it adds up to.
func writeHistory(path string, rows int) (tally, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	out, r, want := bufio.NewWriter(f), rand.New(rand.NewPCG(1, 2)), tally{}
	fmt.Fprintln(out, "type,id,source,time,account,score,scale,comment,touchpoint,channel")
	end := time.Now().UTC().Truncate(24 * time.Hour)
	begin := end.AddDate(-2, 0, 0)
	for i := range rows {
		at := begin.Add(time.Duration(float64(end.Sub(begin)) * float64(i) / float64(rows)))
		kind := []struct {
			metric, scale string
			low, high     int
		}{{"nps", "", 0, 10}, {"csat", "1-5", 1, 5}, {"ces", "1-7", 1, 7}}[r.IntN(3)]
		score, touchpoint := kind.low+r.IntN(kind.high-kind.low+1), []string{"support", "onboarding", "renewal"}[r.IntN(3)]
		comment := ""
		if i%5 == 0 {
			comment = fmt.Sprintf("Some words that a customer, number %d, had to say about it", i)
		}
		fmt.Fprintf(out, "feedback.%s,r-%d,bench,%s,account-%d,%d,%s,%q,%s,email\n",
			kind.metric, i, at.Format(time.RFC3339), r.IntN(importedAccounts), score, kind.scale, comment, touchpoint)
		key := [3]string{kind.metric, touchpoint, at.Format("2006-01")}
		scores := want[key]
		scores[score]++
		want[key] = scores
	}
	return want, errors.Join(out.Flush(), f.Close())
}

// value is the metric of some scores: NPS, the satisfied share in percent, the mean effort.
func value(metric string, scores [11]int) (v float64, n int) {
	for score, count := range scores {
		n += count
		switch {
		case metric == "ces":
			v += float64(score * count)
		case metric == "csat" && score >= 4, metric == "nps" && score >= 9:
			v += 100 * float64(count)
		case metric == "nps" && score <= 6:
			v -= 100 * float64(count)
		}
	}
	return v / float64(n), n
}

// counted waits until every metric is what the file adds up to.
func (want tally) counted(ctx context.Context, p *process) error {
	wrong := errors.New("nothing was asked")
	for end := time.Now().Add(counting); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if wrong = want.holds(ctx, p); wrong == nil {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return fmt.Errorf("not counted after %s: %w", counting, wrong)
}

func (want tally) holds(ctx context.Context, p *process) error {
	for _, metric := range []string{"nps", "csat", "ces"} {
		var answer struct {
			Series []struct {
				Group  struct{ Touchpoint string }
				Points []struct {
					From  string
					Value *float64
					N     int
				}
			}
		}
		from, to := time.Now().UTC().AddDate(-2, -2, 0).Format("2006-01")+"-01", time.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly)
		path := "/v1/metrics/" + metric + "?by=touchpoint&interval=month&from=" + from + "&to=" + to
		if err := p.api(ctx, http.MethodGet, path, nil, &answer); err != nil {
			return err
		}
		got := map[[3]string]bool{}
		for _, series := range answer.Series {
			for _, point := range series.Points {
				key := [3]string{metric, series.Group.Touchpoint, point.From[:len("2006-01")]}
				scores, expected := want[key]
				if !expected && point.N == 0 {
					continue
				}
				v, n := value(metric, scores)
				if point.N != n || point.Value == nil || math.Abs(*point.Value-v) > 1e-9 {
					return fmt.Errorf("%s is of %d answers, and the file has %d", strings.Join(key[:], " "), point.N, n)
				}
				got[key] = true
			}
		}
		if missing := want.of(metric) - len(got); missing != 0 {
			return fmt.Errorf("%d months of %s are missing", missing, metric)
		}
	}
	return nil
}

func (want tally) of(metric string) (n int) {
	for key := range want {
		if key[0] == metric {
			n++
		}
	}
	return n
}
