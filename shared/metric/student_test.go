package metric

import (
	"math"
	"testing"
)

// The table is of 12 digits, from the regularised incomplete beta function.
func TestStudentT(t *testing.T) {
	for df, want := range map[int64]float64{
		1: 12.7062047362, 2: 4.30265272975, 3: 3.18244630528, 4: 2.7764451052, 5: 2.57058183564,
		9: 2.2621571628, 10: 2.22813885199, 29: 2.04522964213, 30: 2.0422724563, 31: 2.0395134464,
		40: 2.02107539031, 60: 2.00029782201, 100: 1.98397151852, 120: 1.97993040508,
		1000: 1.96233908083, 100000: 1.95998770753,
	} {
		if got := studentT(df); math.Abs(got-want) > 1e-7 {
			t.Errorf("studentT(%d) = %.10f, want %.10f", df, got, want)
		}
	}
	if got := studentT(0); !math.IsInf(got, 1) {
		t.Errorf("studentT(0) = %v, want +Inf", got)
	}
}

func TestStudentTFallsTowardsNormal(t *testing.T) {
	for df := int64(1); df < 500; df++ {
		if a, b := studentT(df), studentT(df+1); a <= b || b <= z {
			t.Fatalf("studentT(%d) = %v, then %v; want falling, above %v", df, a, b, z)
		}
	}
}
