#ifndef LEHR_MD_ANALYSIS_CREEP_H_
#define LEHR_MD_ANALYSIS_CREEP_H_

#include <array>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/estimate.h"
#include "lehr/md/vec3.h"

namespace lehr::md::analysis {

// Equivalent strain of an orthogonal box with edges `lengths` against
// `reference` [same unit], ε_a = L_a / L_a0 − 1:
//   ε_e = √( 2/9 [ (ε_x − ε_y)² + (ε_y − ε_z)² + (ε_x − ε_z)² ] ),
// Eq. (1) of S. Li, Y. Yu, P. S. Branicio and Z.-D. Sha, Mater. Today Commun.
// 36, 106493 (2023), without its shear strains. A volume change alone is no
// strain; stress σ along two axes of a linear elastic solid gives σ / 3G.
double EquivalentStrain(const Vec3& lengths, const Vec3& reference);

// The rows of one part of a creep test. All are equally long; each row is a
// mean over the time since the row before.
struct CreepRows {
  std::vector<double> time;                     // ps from the part's start
  std::array<std::vector<double>, 3> lengths;   // Å
  std::array<std::vector<double>, 3> stresses;  // xx, yy, zz [GPa]
};

struct CreepHistory {
  CreepRows before;  // without stress
  CreepRows load;    // may be empty: the stress comes at once
  CreepRows hold;    // at full stress
  CreepRows unload;  // may be empty, as load
  CreepRows relax;   // without stress; empty if there is no recovery
};

struct CreepOptions {
  double reference_ps = 50;  // the edges before loading are means over this
  double elastic_ps = 50;    // the elastic strain is that after this long
  double fit_from = 0.25;    // part of the hold at which the rate's fit begins
};

// Strains are equivalent strains against the edges before loading.
struct Creep {
  double elastic_strain = 0;  // elastic_ps after the full stress was reached
  double creep_strain = 0;    // at the end of the hold, less elastic_strain
  Estimate creep_rate;        // %/ns
  // Largest stress in the direction of the load [GPa].
  double peak_stress = 0;

  // After the stress was taken away.
  struct Recovery {
    double elastic = 0;    // drop within elastic_ps
    double anelastic = 0;  // further drop to the end
    double residual = 0;   // what is left at the end
  };
  std::optional<Recovery> recovery;
};

// Takes a creep test apart into elastic, anelastic and viscous strain.
//
// Reference edges are means over the last reference_ps before the loading, or
// over all of that part if it is shorter. The strain "at" a time is that of the
// edges averaged over ± elastic_ps / 10 around it, or over the last elastic_ps
// / 5 at an end: longer than the oscillation of the box that the barostat
// makes, short against what it relaxes in, and of averaged edges because the
// strain is never negative, so that a mean of strains would contain noise.
// creep_rate is the least-squares slope of the strains of the rows from
// fit_from of the hold to its end, with a standard error that takes their
// correlation into account. peak_stress is the largest mean over 0.1 ps
// (PeakOfShortMeans), over loading and hold, of the axes that
// carry the load: those whose mean stress over the hold is at least half of the
// largest. For loads in compression it is the most negative.
//
// INVALID_ARGUMENT if rows are uneven, not finite or not in order, if there are
// none before the loading or under load, if hold or relaxation end before
// 1.1 elastic_ps, or if fewer than three rows are left for the rate.
absl::StatusOr<Creep> AnalyzeCreep(const CreepHistory& history,
                                   const CreepOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_CREEP_H_
