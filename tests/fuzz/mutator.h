#ifndef LEHR_TESTS_FUZZ_MUTATOR_H_
#define LEHR_TESTS_FUZZ_MUTATOR_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace lehr {

// Mutator changes inputs as libFuzzer does, but blindly and the same way every
// time: bits, bytes, numbers, pieces of other inputs.
class Mutator {
 public:
  // `seeds` is not empty, and outlives this.
  Mutator(const std::vector<std::string>* seeds, std::uint64_t start)
      : seeds_(*seeds), random_(start) {}

  // A seed with one to eight changes.
  std::string Next();

 private:
  std::size_t Below(std::size_t limit) { return random_() % limit; }
  void Change(std::string& input);
  void ChangeNumber(std::string& input);

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_;
};

}  // namespace lehr

#endif  // LEHR_TESTS_FUZZ_MUTATOR_H_
