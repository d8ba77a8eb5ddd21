#include "lehr/md/formats/wrap.h"

#include <cstddef>

#include "engine/src/wrap.h"

namespace lehr::md::formats {

void WrapIntoBox(State* state) {
  Atoms& atoms = state->atoms;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    WrapPosition(state->box, &atoms.positions[i], &atoms.images[i]);
  }
}

}  // namespace lehr::md::formats
