// State files, which workers upload and others read: what is read can be
// written, and reads back to the same state.

#include <cstdlib>
#include <string>

#include "engine/src/crc32c.h"
#include "lehr/md/state_file.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

void Read(std::string_view bytes) {
  const auto state = lehr::md::DecodeState(bytes);
  if (!state.ok()) return;
  const std::string written = lehr::md::EncodeState(*state);
  const auto again = lehr::md::DecodeState(written);
  if (!again.ok() || lehr::md::EncodeState(*again) != written) std::abort();
}

// With a checksum that fits, or no change would come past it.
std::string WithChecksum(std::string_view bytes) {
  std::string fixed(bytes.substr(0, bytes.size() - 4));
  const std::uint32_t sum = lehr::md::Crc32c(fixed);
  for (int i = 0; i < 4; ++i) {
    fixed.push_back(static_cast<char>(sum >> (8 * i)));
  }
  return fixed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes = lehr::Text(data, size);
  Read(bytes);
  if (bytes.size() >= 4) Read(WithChecksum(bytes));
  return 0;
}
