#ifndef LEHR_MD_UNITS_H_
#define LEHR_MD_UNITS_H_

namespace lehr::md {

// One system of units: Å, ps, eV, amu, K, bar. All numbers follow from CODATA
// 2018 (k_B and e are exact there); no other file has such a number.

inline constexpr double kElementaryCharge = 1.602176634e-19;      // C, exact
inline constexpr double kAtomicMassConstant = 1.66053906660e-27;  // kg

// Boltzmann constant [eV/K]: 1.380649e-23 J/K over e.
inline constexpr double kBoltzmann = 1.380649e-23 / kElementaryCharge;

// amu (Å/ps)² in eV: 1.03642697e-4. (1 Å/ps = 100 m/s.)
inline constexpr double kKineticToEv =
    kAtomicMassConstant * 1e4 / kElementaryCharge;

// Acceleration of 1 amu under 1 eV/Å [Å/ps²]: 9648.533.
inline constexpr double kForceToAcceleration = 1.0 / kKineticToEv;

// eV/Å³ in bar: 1,602,176.634.
inline constexpr double kEvPerCubicAngstromToBar =
    kElementaryCharge * 1e30 / 1e5;

inline constexpr double kBarPerGpa = 1e4;

// amu/Å³ in g/cm³.
inline constexpr double kAmuPerCubicAngstromToGramPerCubicCentimetre =
    kAtomicMassConstant * 1e3 / 1e-24;

// ps in s, fs in ps.
inline constexpr double kSecondsPerPicosecond = 1e-12;
inline constexpr double kPicosecondsPerFemtosecond = 1e-3;

}  // namespace lehr::md

#endif  // LEHR_MD_UNITS_H_
