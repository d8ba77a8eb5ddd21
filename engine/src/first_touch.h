#ifndef LEHR_ENGINE_SRC_FIRST_TOUCH_H_
#define LEHR_ENGINE_SRC_FIRST_TOUCH_H_

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

#include "engine/src/blocks.h"

namespace lehr::md {

// Gives an array over atoms, of `size` values, memory near the threads that
// work on it in ForEachBlock: a page lies in the memory of the socket whose
// thread wrote it first. Values that there are stay.
template <typename T>
void TouchByOwners(std::size_t size, int threads, std::vector<T>* values) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::vector<T> touched;
  touched.reserve(size);
  // Before the vector writes it: resize and insert do that on this thread.
  T* const room = touched.data();
  ForEachBlock(size, threads,
               [&](std::size_t /*block*/, std::size_t begin, std::size_t end) {
                 std::memset(static_cast<void*>(room + begin), 0,
                             (end - begin) * sizeof(T));
               });
  touched.insert(touched.end(), values->begin(), values->end());
  touched.resize(size);
  values->swap(touched);
}

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_FIRST_TOUCH_H_
