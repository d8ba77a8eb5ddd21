#ifndef LEHR_MD_FORMATS_WRAP_H_
#define LEHR_MD_FORMATS_WRAP_H_

#include <absl/status/status.h>

#include "lehr/md/state.h"

namespace lehr::md::formats {

// Moves atoms into the box along its periodic axes and counts
// the images that they left, as State wants it. OUT_OF_RANGE, naming the atom,
// if one is so far away, or has left so many images, that they cannot be
// counted: a million edges, a thousand million images.
absl::Status WrapIntoBox(State* state);

}  // namespace lehr::md::formats

#endif  // LEHR_MD_FORMATS_WRAP_H_
