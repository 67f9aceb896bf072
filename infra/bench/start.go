package main

import (
	"context"
	"time"
)

// measureStart starts heed processes, on empty folders and on the demo's.
func measureStart(ctx context.Context, b *bench) error {
	var empty waits
	for range b.starts {
		p, err := b.start(ctx, "")
		if err != nil {
			return err
		}
		empty.add(p.ready)
		p.stop()
	}
	b.out.add("start, empty", empty.sample, " ms", atMost(1000, " ms"), "from exec to the first 200 of /healthz, making the data file and its key")
	data, err := told(ctx, b)
	if err != nil {
		return err
	}
	return startAgain(ctx, b, data)
}

// demoDone is what `heed serve --demo` says last.
const demoDone = "Ctrl-C stops"

// told lets a heed tell the demo's story, and returns its folder.
func told(ctx context.Context, b *bench) (string, error) {
	start := time.Now()
	p, err := b.start(ctx, "", "--demo")
	if err != nil {
		return "", err
	}
	defer p.stop()
	if err := p.says(ctx, demoDone); err != nil {
		return "", err
	}
	b.out.add("start of the demo, first time", sample{time.Since(start).Seconds()}, " s", nil, "heed serve --demo until 200 accounts and a year of signals are stored, judged and folded")
	b.memory(p, "with the demo's portfolio", "the process that has just told it")
	return p.data, nil
}

func startAgain(ctx context.Context, b *bench, data string) error {
	var full waits
	for i := range b.starts {
		p, err := b.start(ctx, data, "--demo")
		if err != nil {
			return err
		}
		full.add(p.ready)
		if i == b.starts-1 {
			b.memory(p, "of the demo, started again", "the same folder a second after its start")
		}
		p.stop()
	}
	b.out.add("start, with the demo's portfolio", full.sample, " ms", atMost(1000, " ms"), "the same, on its folder")
	return nil
}
