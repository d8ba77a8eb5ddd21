#ifndef LEHR_PROTO_PLAN_SAMPLE_H_
#define LEHR_PROTO_PLAN_SAMPLE_H_

#include <cstdint>

#include "lehr/v1/law.pb.h"
#include "lehr/v1/sweep.pb.h"

namespace lehr::plan {

// Most atoms of a state.
inline constexpr double kMaxAtoms = 1e9;

// Lattice sites of a cubic unit cell.
int SitesPerCell(v1::Lattice lattice);

// Sets the elements of `law`, sorted by symbol, and how many atoms of each make
// `atoms` with the fractions of `material`, by largest remainder: each element
// gets the whole part of its share, and what is left goes to the largest
// remainders (earlier symbols first among equals). Elements without an atom are
// left out.
void SetComposition(const v1::Material& material, std::int64_t atoms,
                    v1::CreateLaw* law);

// Seed of the stage that is the `ordinal`-th random one along a path, from 0.
// Seeds are bits of a SHA-256, so streams of different stages and replicas have
// nothing in common.
std::uint64_t DerivedSeed(std::int64_t sweep_seed, int replica, int ordinal);

// A seed that a person has given: as it is for replica 0, mixed with the
// replica for others.
std::uint64_t ExplicitSeed(std::int64_t seed, int replica);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_SAMPLE_H_
