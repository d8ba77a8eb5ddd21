#ifndef LEHR_SERVER_CORE_WORK_NUMBERS_H_
#define LEHR_SERVER_CORE_WORK_NUMBERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "lehr/v1/law.pb.h"

namespace lehr::server {

// A NamedNumber is a number of a law that may wait for a measurement.
struct NamedNumber {
  std::string field;  // for people: "stress of y [GPa]"
  v1::Number* number = nullptr;
};

// The numbers that the work has, known or waiting, in the order of axes; they
// belong to `work`.
std::vector<NamedNumber> NumbersOf(v1::Work* work);

// Physical time that passes in `steps` of the work [ps]: 0 of what is no
// dynamics.
double PhysicalTimePs(const v1::Work& work, std::int64_t steps);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_WORK_NUMBERS_H_
