#ifndef LEHR_CLIENT_STATISTICS_H_
#define LEHR_CLIENT_STATISTICS_H_

#include <optional>
#include <span>
#include <vector>

namespace lehr::client {

// An Interval is a range of values.
struct Interval {
  double low = 0;
  double high = 0;
};

// A MeanEstimate is what a sample of independent values x_1 .. x_n says about
// the mean of what it was drawn from:
//   mean            x̄ = Σ x_i / n
//   standard_error  s / √n with s² = Σ (x_i - x̄)² / (n - 1)
//   interval        x̄ ± t_0.975(n - 1) s / √n, which has the mean in it with a
//                   probability of 95 % (Student, Biometrika 6, 1 (1908))
// With one value there is no error and no interval. All in the values' unit.
struct MeanEstimate {
  int n = 0;
  double mean = 0;  // NaN if n is 0
  std::optional<double> standard_error;
  std::optional<Interval> interval;
};

// Values that are not finite are left out: they are measurements that found no
// number.
MeanEstimate EstimateMean(std::span<const double> values);

// A PairedDifference says how much a treatment changes a value: the mean of
// d_i = value_i - baseline_i over pairs that share what scatters (the sample
// they come from), so positive where the treated ones are larger. p_value is
// two-sided, of Student's t = d̄ / (s_d / √n) with n - 1 degrees of freedom: how
// often pairs without any difference in the mean would differ by as much or
// more. There is none for fewer than two pairs, and none without scatter, where
// t has no value.
struct PairedDifference {
  MeanEstimate difference;
  std::optional<double> p_value;
};

// `values` and `baselines` have the same length; pairs with a value that is not
// finite are left out.
PairedDifference ComparePairs(std::span<const double> values,
                              std::span<const double> baselines);

// An IndependentDifference says how much the means of two populations differ,
// of which a and b are independent samples, with any scatter: Welch's
//   t = (ā − b̄) / √(s_a²/n_a + s_b²/n_b)
// with the degrees of freedom of Welch and Satterthwaite (Biometrika 34, 28
// (1947), doi:10.1093/biomet/34.1-2.28); p_value is two-sided. No error with
// fewer than two values of either; neither t nor p_value without scatter.
struct IndependentDifference {
  MeanEstimate a;
  MeanEstimate b;
  double difference = 0;  // ā − b̄; NaN if a sample is empty
  std::optional<double> standard_error;
  std::optional<double> t;
  std::optional<double> p_value;
};

// Values that are not finite are left out.
IndependentDifference CompareSamples(std::span<const double> a,
                                     std::span<const double> b);

// p-values of several tests, so adjusted that all of them together call equal
// things different as often as one test would: the k-th smallest of m, times
// m − k + 1, and not below those before it (Holm, Scand. J. Statist. 6, 65
// (1979)). Those that are not there do not count.
std::vector<std::optional<double>> HolmAdjusted(
    std::span<const std::optional<double>> p_values);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_STATISTICS_H_
