package scheduler

// Policy is vLLM's scheduling_policy: in which order waiting requests are admitted, and who is preempted.
type Policy uint8

// The policies, in the order of the table below.
const (
	FCFS Policy = iota
	Priority
)

// policies has what there is to know of each policy. Its name is vLLM's.
var policies = [...]struct {
	name string
	make func(*Scheduler) policy

	// newest says that the victim is always the request admitted last. Only then may running requests be served apart
	// from their order, see Scheduler.separable: another policy may preempt one that was served in the same step.
	newest bool
}{
	FCFS:     {"fcfs", newFCFS, true},
	Priority: {"priority", newPriority, false},
}

// PolicyNamed finds a policy by vLLM's name for it.
func PolicyNamed(name string) (Policy, bool) {
	for p := range policies {
		if policies[p].name == name {
			return Policy(p), true
		}
	}
	return 0, false
}

// String is vLLM's name of the policy.
func (p Policy) String() string { return policies[p].name }

// PolicyNames lists vLLM's names of the policies, the default first.
func PolicyNames() []string {
	var names []string
	for _, p := range policies {
		names = append(names, p.name)
	}
	return names
}

// policy holds the waiting requests and picks victims. A request that has only arrived may have no state yet: where one is
// visited, r is nil.
type policy interface {
	peek() *request // of those that wait, the next to be admitted; there is one
	pop()           // takes it out
	push(*Request)  // a new arrival
	pushFront(*request)
	remove(*request)                              // a preempted request
	withdraw(id int) (r *request, found bool)     // takes out any that waits
	each(visit func(q *Request, r *request) bool) // in order of admission, as long as visit returns true
	eachPreempted(visit func(id int))             // in no order
	victim(running *roster) *request              // the one to preempt; it may be one already served in this step
}
