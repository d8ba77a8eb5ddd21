#ifndef LEHR_PROTO_SUPPORT_DESCRIPTOR_H_
#define LEHR_PROTO_SUPPORT_DESCRIPTOR_H_

#include <unistd.h>

namespace lehr {

// A file descriptor that is closed when it leaves scope; negative: none.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_DESCRIPTOR_H_
