#include "tests/proto/plan/toy_engine.h"

namespace lehr::plan {

ToyState Mix(ToyState state, std::uint64_t with) {
  // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014,
  // doi:10.1145/2660193.2660195), with the input added to its counter.
  std::uint64_t z = state * 0x9e3779b97f4a7c15U + with + 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

ToyState Mix(ToyState state, std::string_view bytes) {
  state = Mix(state, bytes.size());
  for (const char byte : bytes) {
    state = Mix(state, static_cast<unsigned char>(byte));
  }
  return state;
}

ToyState BeginLaw(ToyState start, const v1::Law& law) {
  return Mix(start, law.SerializeAsString());
}

ToyState Continue(ToyState state, std::int64_t done, std::int64_t steps,
                  const ToySeen& seen) {
  for (std::int64_t step = done + 1; step <= steps; ++step) {
    state = Mix(state, static_cast<std::uint64_t>(step));
    if (seen) seen(state);
  }
  return state;
}

ToyState Run(ToyState start, const v1::Work& work, std::int64_t cost,
             const ToySeen& seen) {
  if (work.has_measurement()) {
    return Continue(Mix(start, work.measurement().SerializeAsString()), 0, cost,
                    seen);
  }
  const std::int64_t steps =
      work.advance().law().has_dynamics() ? work.advance().steps() : cost;
  return Continue(BeginLaw(start, work.advance().law()), 0, steps, seen);
}

double ToyObservable(ToyState result, const std::string& observable) {
  constexpr std::uint64_t kValues = 1000;
  return 1 + static_cast<double>(Mix(result, observable) % kValues) / kValues;
}

}  // namespace lehr::plan
