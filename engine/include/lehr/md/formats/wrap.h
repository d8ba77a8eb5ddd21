#ifndef LEHR_MD_FORMATS_WRAP_H_
#define LEHR_MD_FORMATS_WRAP_H_

#include "lehr/md/state.h"

namespace lehr::md::formats {

// Moves atoms into the box along its periodic axes and counts
// the images that they left, as State wants it.
void WrapIntoBox(State* state);

}  // namespace lehr::md::formats

#endif  // LEHR_MD_FORMATS_WRAP_H_
