#ifndef LEHR_PROTO_SUPPORT_OPENSSL_OBJECTS_H_
#define LEHR_PROTO_SUPPORT_OPENSSL_OBJECTS_H_

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace lehr {

// OpenSSL's objects, each with the function that frees it.
struct OpensslFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const {
    X509_EXTENSION_free(extension);
  }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const {
    X509_STORE_CTX_free(context);
  }
};

template <typename T>
using Openssl = std::unique_ptr<T, OpensslFree>;

// To read `content` from; it must outlive that.
inline Openssl<BIO> ReadFrom(const std::string& content) {
  return Openssl<BIO>(
      BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
}

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_OPENSSL_OBJECTS_H_
