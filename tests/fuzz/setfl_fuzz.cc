// Potentials that people upload: ReadSetfl refuses or returns tables whose
// sizes fit each other.

#include <cstdlib>

#include "engine/src/setfl.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto table = lehr::md::ReadSetfl(lehr::Text(data, size), "fuzz");
  if (!table.ok()) return 0;
  const std::size_t elements = table->elements.size();
  if (table->pair.size() != elements * (elements + 1) / 2) std::abort();
  return 0;
}
