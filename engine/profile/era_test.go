package profile

import "testing"

func TestHostTimeByEra(t *testing.T) {
	for _, c := range []struct {
		version string
		async   bool
		stepUS  float64 // -1: no public run speaks for it
	}{
		{"0.8.5", false, 1700}, {"0.9.1", false, 1700}, {"0.10.2", false, 1100}, {"0.14.0", false, 1100},
		{"0.10.2", true, 800}, {"0.14.1", true, 800}, {"0.15.0", true, 300}, {"0.28", true, 300}, {"0.26.0+rocm", true, 300},
		{"0.7.3", false, -1}, {"0.8.5", true, -1}, {"0.19.0", false, -1}, {"", true, -1}, {"main", true, -1},
	} {
		got := -1.0
		if host := HostOf(c.version, c.async); host != nil {
			got = host.StepUS
		}
		if got != c.stepUS {
			t.Errorf("vLLM %s, asynchronous %t: %v µs a step, want %v", c.version, c.async, got, c.stepUS)
		}
	}
}

func TestNamesOfEras(t *testing.T) {
	if got, want := Eras[0].Name(), "vLLM 0.15 and later, asynchronous scheduling"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := Eras[2].Name(), "vLLM 0.10 to 0.14, synchronous scheduling"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// What is handed out belongs to who asked for it.
func TestHostOfIsACopy(t *testing.T) {
	HostOf("0.19.0", true).StepUS = 1
	if got := HostOf("0.19.0", true).StepUS; got == 1 {
		t.Error("a caller has changed the era")
	}
}

func TestEveryPresetSaysHow(t *testing.T) {
	for _, endpoint := range []string{EndpointChat, EndpointCompletions} {
		if f := FrontendOf(endpoint); f.How == "" || f.SerialUS+f.ParallelUS == 0 {
			t.Errorf("%s: %+v", endpoint, f)
		}
	}
	for i := range Eras {
		if Eras[i].Host.How == "" {
			t.Errorf("%s does not say how", Eras[i].Name())
		}
	}
}

func TestServerOf(t *testing.T) {
	want := Server{Frontend: FrontendOf(EndpointChat), Host: *HostOf("0.10.2", false)}
	if got := ServerOf("0.10.2", EndpointChat, false); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := ServerOf("0.7.0", EndpointChat, false); got.Host != (Host{}) {
		t.Errorf("host time %+v of a version that nothing is known of", got.Host)
	}
}
