#ifndef LEHR_CLIENT_STEPS_TABLE_H_
#define LEHR_CLIENT_STEPS_TABLE_H_

#include <string>

#include "client/measuring_steps.h"
#include "client/proto_json.h"

namespace lehr::client {

// What a sweep measures on the way, one row for each measuring segment of each
// point: point, treatment, parameters, segment, label, time since the beginning
// of the path, strains (PathHistory) along what any path strains, and what was
// found out. For people: of the observables those that ResultsText shows and
// the energies, or all, also if there are none of those.
std::string StepsText(const MeasuringSteps& steps, bool all_observables);

// The same for programs, as ResultsCsv; the standard error of
// `potential_energy_eV_per_atom` is `potential_energy_error_eV_per_atom`.
std::string StepsCsv(const MeasuringSteps& steps);

// As ResultsJson, with the columns of StepsCsv.
Json StepsJson(const MeasuringSteps& steps);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_STEPS_TABLE_H_
