#ifndef LEHR_PROTO_SUPPORT_NEAREST_NAME_H_
#define LEHR_PROTO_SUPPORT_NEAREST_NAME_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace lehr {

// Number of letters to insert, delete, change or swap with their neighbor to
// get from one word to the other, without regard to case.
std::size_t EditDistance(std::string_view a, std::string_view b);

// The name that was probably meant by `word`: at most a third of the word's
// letters (at least one) are wrong, or the word is its beginning. Empty if
// there is none.
std::string NearestName(std::string_view word,
                        std::span<const std::string> names);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_NEAREST_NAME_H_
