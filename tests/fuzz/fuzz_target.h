#ifndef LEHR_TESTS_FUZZ_FUZZ_TARGET_H_
#define LEHR_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

// What every program of this folder defines: it reads the bytes as its part of
// Lehr does, and aborts if that breaks a promise. The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace lehr {

inline std::string_view Text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace lehr

#endif  // LEHR_TESTS_FUZZ_FUZZ_TARGET_H_
