#ifndef LEHR_MD_PRECISION_H_
#define LEHR_MD_PRECISION_H_

namespace lehr::md {

// How pairs of atoms are computed. Each gives the same bits whatever threads,
// skin, rebuilds and instruction set; the bits of the two differ.
enum class Precision {
  // In double precision, with the potential's tables as the file has them.
  kReference,
  // In single precision with exact sums. Against the reference, forces differ
  // by
  // less than 1e-5 eV/Å or 1e-5 of the force, energies by less than 1e-7, and
  // pressures by less than 1e-3 GPa.
  kFast,
};

}  // namespace lehr::md

#endif  // LEHR_MD_PRECISION_H_
