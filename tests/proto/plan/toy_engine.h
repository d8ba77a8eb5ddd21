#ifndef LEHR_TESTS_PROTO_PLAN_TOY_ENGINE_H_
#define LEHR_TESTS_PROTO_PLAN_TOY_ENGINE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "lehr/v1/law.pb.h"

namespace lehr::plan {

// An engine whose states are hashes of how they came to be: one for each step,
// as the real one has bits. Everything that a state depends on is in it, so two
// ways to a state that differ in anything have different ends (but for one in
// 2^64).
using ToyState = std::uint64_t;

// Before `create`.
inline constexpr ToyState kToyNothing = 0x6c656872;

ToyState Mix(ToyState state, std::uint64_t with);
ToyState Mix(ToyState state, std::string_view bytes);

// Called with each state on the way, the last included.
using ToySeen = std::function<void(ToyState)>;

// The state in which `law` begins.
ToyState BeginLaw(ToyState start, const v1::Law& law);

// Goes on from `state`, after `done` of the law's steps, until `steps` are.
ToyState Continue(ToyState state, std::int64_t done, std::int64_t steps,
                  const ToySeen& seen);

// What the work ends with. For a measurement it stands for its results. `cost`
// is what the plan says that it takes.
ToyState Run(ToyState start, const v1::Work& work, std::int64_t cost,
             const ToySeen& seen);

// An observable of a measurement that ended with `result`: 1 to 2.
double ToyObservable(ToyState result, const std::string& observable);

}  // namespace lehr::plan

#endif  // LEHR_TESTS_PROTO_PLAN_TOY_ENGINE_H_
