#ifndef LEHR_PROTO_SUPPORT_SHA256_H_
#define LEHR_PROTO_SUPPORT_SHA256_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace lehr {

// Number of bytes of a SHA-256 hash (FIPS 180-4).
inline constexpr std::size_t kSha256Bytes = 32;

// Sha256 hashes bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(std::string_view bytes);

  // The hash of all bytes so far, 32 bytes. Nothing may be called afterwards.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// The hash of `bytes`, 32 bytes.
std::string Sha256Of(std::string_view bytes);

// Lower-case hexadecimal digits of `bytes`.
std::string ToHex(std::string_view bytes);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_SHA256_H_
