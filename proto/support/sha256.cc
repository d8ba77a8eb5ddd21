#include "proto/support/sha256.h"

#include <new>

#include <absl/strings/escaping.h>
#include <openssl/evp.h>

namespace lehr {

struct Sha256::Context {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> evp{EVP_MD_CTX_new()};
};

// OpenSSL's digest functions fail only for want of memory.
Sha256::Sha256() : context_(std::make_unique<Context>()) {
  if (context_->evp == nullptr ||
      EVP_DigestInit_ex(context_->evp.get(), EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
}

Sha256::~Sha256() = default;

void Sha256::Update(std::string_view bytes) {
  if (EVP_DigestUpdate(context_->evp.get(), bytes.data(), bytes.size()) != 1) {
    throw std::bad_alloc();
  }
}

std::string Sha256::Finish() {
  unsigned char hash[kSha256Bytes] = {};
  if (EVP_DigestFinal_ex(context_->evp.get(), hash, nullptr) != 1) {
    throw std::bad_alloc();
  }
  return {reinterpret_cast<const char*>(hash), kSha256Bytes};
}

std::string Sha256Of(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

std::string ToHex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace lehr
