#ifndef LEHR_PROTO_SUPPORT_VERSION_H_
#define LEHR_PROTO_SUPPORT_VERSION_H_

namespace lehr {

// Release of the programs.
inline constexpr char kSoftwareVersion[] = "0.1.0";

// Version of the engine's numerics: raised whenever the same state and law give
// other bits. It is in every state key, so results of different versions never
// mix. The server does not link the engine; `worker` asserts that this is
// lehr::md::kNumericsVersion.
inline constexpr int kNumericsVersion = 1;

// The same of what LAMMPS is told: raised whenever the same state and law lead
// to another input. It does not promise bits, which depend on LAMMPS' build.
inline constexpr int kLammpsNumericsVersion = 1;

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_VERSION_H_
