#ifndef LEHR_CLIENT_RESULTS_TABLE_H_
#define LEHR_CLIENT_RESULTS_TABLE_H_

#include <string>
#include <vector>

#include "client/proto_json.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// The results of a sweep, one row a point, for people: parameters, then what
// was measured of ΔE, E and G, the isothermal E_T and G_T, σ_y, σ_f, Δσ, T_g,
// creep strain and rate, and the overlap Q of copies (or all observables) with
// their standard errors where they are known, and the errors of failed points
// below.
std::string ResultsText(const std::vector<v1::PointResult>& points,
                        bool all_observables);

// The same for programs: all observables with all digits, in columns with the
// unit in their name (`yield_stress_GPa`), followed by the standard error
// (`yield_stress_standard_error_GPa`) where any point has one. RFC 4180, but
// lines end in a line feed alone.
std::string ResultsCsv(const std::vector<v1::PointResult>& points);

// As CSV has it: a list of points with `parameters`, `observables` and
// `standard_errors` by name.
Json ResultsJson(const std::vector<v1::PointResult>& points);

// The name of a column: "yield_stress" and "GPa" make "yield_stress_GPa"; "1"
// is no unit; "A^3" is A3, "/" is _per_, "1/K" is per_K, "%" is percent.
std::string ColumnName(const std::string& name, const std::string& unit);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_RESULTS_TABLE_H_
