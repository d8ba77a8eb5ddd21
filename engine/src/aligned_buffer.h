#ifndef LEHR_MD_SRC_ALIGNED_BUFFER_H_
#define LEHR_MD_SRC_ALIGNED_BUFFER_H_

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

namespace lehr::md {

// AlignedBuffer is an array of numbers that begins at a cache line. It is not
// initialized, so that the thread that writes it first decides where it lies.
template <typename T>
class AlignedBuffer {
 public:
  static_assert(std::is_trivial_v<T>);

  // Makes room for `size` numbers. The content is lost if there was less.
  void Reserve(std::size_t size) {
    if (size <= capacity_) return;
    data_.reset();
    data_.reset(static_cast<T*>(::operator new(size * sizeof(T), kLine)));
    capacity_ = size;
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T& operator[](std::size_t k) { return data_.get()[k]; }
  const T& operator[](std::size_t k) const { return data_.get()[k]; }

 private:
  static constexpr std::align_val_t kLine{64};
  struct Release {
    void operator()(T* data) const { ::operator delete(data, kLine); }
  };
  std::unique_ptr<T, Release> data_;
  std::size_t capacity_ = 0;
};

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_ALIGNED_BUFFER_H_
