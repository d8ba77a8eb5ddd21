#ifndef LEHR_SERVER_COORDINATOR_MEASURED_NUMBERS_H_
#define LEHR_SERVER_COORDINATOR_MEASURED_NUMBERS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// What has been measured; nullopt if that segment is not there or did not give
// that observable. NaN if it could not be found out.
std::optional<double> MeasuredValueOf(Database& database,
                                      const v1::MeasuredReference& reference);

// The numbers of the planned work that come from measurements, with their
// values as far as they are known. `position_of` says where the segment with a
// key stands.
std::vector<v1::MeasuredNumber> MeasuredNumbersOf(
    Database& database, const v1::Work& planned,
    const std::function<int(const std::string& key)>& position_of);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_MEASURED_NUMBERS_H_
