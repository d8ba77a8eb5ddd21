#ifndef LEHR_TESTS_SERVER_SIMULATION_RANDOM_H_
#define LEHR_TESTS_SERVER_SIMULATION_RANDOM_H_

#include <cstdint>
#include <random>

#include <absl/time/time.h>

namespace lehr::server {

// Random numbers of a simulation: the same on every machine for one seed, which
// the distributions of the standard library do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // 0 .. sides - 1; `sides` is small against 2^64.
  int Roll(int sides) {
    return static_cast<int>(engine_() % static_cast<std::uint64_t>(sides));
  }
  // True once in `times`.
  bool Once(int times) { return Roll(times) == 0; }
  // From `least` to `most`, in milliseconds.
  absl::Duration Between(absl::Duration least, absl::Duration most) {
    const auto range = absl::ToInt64Milliseconds(most - least);
    return least + absl::Milliseconds(Roll(static_cast<int>(range) + 1));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_RANDOM_H_
