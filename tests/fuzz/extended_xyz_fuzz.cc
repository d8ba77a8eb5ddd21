// XYZ files that people bring: what is read is written to a file that reads
// back.

#include <cstdlib>

#include "lehr/md/formats/extended_xyz.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  namespace formats = lehr::md::formats;
  const auto state = formats::ReadExtendedXyz(lehr::Text(data, size), "fuzz");
  if (!state.ok()) return 0;
  const std::string written = formats::WriteExtendedXyz(*state, {});
  if (!formats::ReadExtendedXyz(written, "written").ok()) std::abort();
  return 0;
}
