package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"github.com/heed-cs/heed/shared/risk/learn"
)

// telcoHash is the sha256 of the file all figures are compared on.
const telcoHash = "16320c9c1ec72448db59aa0a26a0b95401046bef5d02fd3aeb906448e3055e91"

func (b *bench) telco() (*learn.Table, error) {
	path := filepath.Join(b.folder, "telco.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w (docs/risk.md says which data are needed and where they come from)", err)
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != telcoHash {
		return nil, fmt.Errorf("%s is not the file the figures are compared on: its sha256 must be %s", path, telcoHash)
	}
	return tableOf(path, "Churn", "Yes")
}

// tableOf reads a file whole.
func tableOf(path, label, positive string) (*learn.Table, error) {
	s, err := read(path)
	if err != nil {
		return nil, err
	}
	values, err := s.column(label)
	if err != nil {
		return nil, err
	}
	lost, err := outcomes(values, positive)
	if err != nil {
		return nil, err
	}
	return s.table(lost, label)
}

// splits are those of a column of a file of folds.
func (b *bench) splits(file, column string, rows int) ([]split, error) {
	s, err := read(filepath.Join(b.folder, file))
	if err != nil {
		return nil, err
	}
	values, err := s.column(column)
	if err != nil {
		return nil, err
	}
	part, parts, err := partsOf(values, rows)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return splitsOf(part, parts), nil
}

// measureFolds is the five folds of seed 42, with all figures and their intervals.
func measureFolds(b *bench) error {
	t, err := b.telco()
	if err != nil {
		return err
	}
	splits, err := b.splits("folds_telco.csv", "fold5", t.Rows())
	if err != nil {
		return err
	}
	answers, err := ask(t, splits, learn.Options{Seed: 1})
	if err != nil {
		return err
	}
	b.figures("Telco", answers)
	z, lost := pool(answers)
	logistic, err := ask(t, splits, learn.Options{Seed: 1, Least: learn.Logistic, Most: learn.Logistic})
	if err != nil {
		return err
	}
	plain, _ := pool(logistic)
	b.out.note("Telco AUC above our plain logistic", interval("%+.4f", learn.Compare(z, plain, lost)), "DeLong, paired, pooled")
	b.out.atMost("Telco ECE", "%.4f", learn.ECE(z, lost), .010, "a perfect model has .010 at this size")
	b.out.atMost("Telco Brier less recalibrated", "%.5f", learn.Brier(z, lost)-learn.Brier(recalibrated(z, lost), lost), .0003, "the best line through the log-odds")
	_, slope := learn.Calibration(z, lost)
	b.out.atLeast("Telco calibration slope", "%.3f", slope, .95, "pooled")
	b.out.atMost("Telco calibration slope", "%.3f", slope, 1.05, "pooled")
	return nil
}

// recalibrated are log-odds moved by the line that fits the outcomes best.
func recalibrated(z []float64, lost []bool) []float64 {
	intercept, slope := learn.Calibration(z, lost)
	moved := make([]float64, len(z))
	for i := range z {
		moved[i] = intercept + slope*z[i]
	}
	return moved
}

// figures puts down everything said of a set's folds.
func (b *bench) figures(set string, answers []answer) {
	z, lost := pool(answers)
	f := learn.Measure(z, lost, 1)
	b.out.note(set+" steps", steps(answers), "chosen inside the training folds")
	b.out.note(set+" AUC", fmt.Sprintf("%.4f", meanAUC(answers)), fmt.Sprintf("mean of %d folds", len(answers)))
	for _, x := range []struct {
		name, format string
		value        learn.Estimate
	}{
		{"AUC, pooled", "%.4f", f.AUC},
		{"PR-AUC", "%.4f", f.Precision},
		{"Brier", "%.4f", f.Brier},
		{"log loss", "%.4f", f.LogLoss},
		{"ECE", "%.4f", f.ECE},
		{"slope", "%.3f", f.Slope},
		{"intercept", "%+.3f", f.Intercept},
		{"lift at 10 %", "%.2f", f.Lift},
	} {
		b.out.note(set+" "+x.name, interval(x.format, x.value), "pooled out of fold, 95 % interval")
	}
	for i, x := range f.Reliability {
		b.out.note(fmt.Sprintf("%s tenth %d", set, i+1),
			fmt.Sprintf("said %.3f, happened %s", x.Expected, interval("%.3f", x.Happened)), fmt.Sprintf("%d rows", x.Rows))
	}
}

func interval(format string, e learn.Estimate) string {
	return fmt.Sprintf(format+" ("+format+" to "+format+")", e.Value, e.Low, e.High)
}

// measureRepeats is ten times five folds, seeds 42 to 51: means of the pooled figures.
func measureRepeats(b *bench) error {
	t, err := b.telco()
	if err != nil {
		return err
	}
	var auc, brier, loss, ece float64
	share := 1 / float64(b.repeats)
	for k := range b.repeats {
		splits, err := b.splits("folds_telco_repeats.csv", fmt.Sprintf("seed%d", 42+k), t.Rows())
		if err != nil {
			return err
		}
		answers, err := ask(t, splits, learn.Options{Seed: 1})
		if err != nil {
			return err
		}
		z, lost := pool(answers)
		auc, brier = auc+share*meanAUC(answers), brier+share*learn.Brier(z, lost)
		loss, ece = loss+share*learn.LogLoss(z, lost), ece+share*learn.ECE(z, lost)
	}
	method := fmt.Sprintf("mean of %d repeats of 5 folds", b.repeats)
	b.out.atLeast("Telco repeats AUC", "%.4f", auc, .8496, method)
	b.out.atMost("Telco repeats Brier", "%.4f", brier, .1333, method)
	b.out.atMost("Telco repeats log loss", "%.4f", loss, .4110, method)
	b.out.atMost("Telco repeats ECE", "%.4f", ece, .010, method)
	return nil
}

// measureSplits is the three test sets of the published EBM figures.
func measureSplits(b *bench) error {
	t, err := b.telco()
	if err != nil {
		return err
	}
	var splits []split
	for k := range 3 {
		halves, err := b.splits("folds_telco_ebm.csv", fmt.Sprintf("test%d", k), t.Rows())
		if err != nil {
			return err
		}
		splits = append(splits, halves[1])
	}
	answers, err := ask(t, splits, learn.Options{Seed: 1})
	if err != nil {
		return err
	}
	z, lost := pool(answers)
	b.out.atLeast("EBM splits AUC", "%.4f", meanAUC(answers), .853, "mean of 3; published EBM .852;"+" "+steps(answers))
	b.out.note("EBM splits Brier, log loss", fmt.Sprintf("%.4f, %.4f", learn.Brier(z, lost), learn.LogLoss(z, lost)), "pooled")
	return nil
}
