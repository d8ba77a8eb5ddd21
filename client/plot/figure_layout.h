#ifndef LEHR_CLIENT_PLOT_FIGURE_LAYOUT_H_
#define LEHR_CLIENT_PLOT_FIGURE_LAYOUT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "client/plot/figure.h"

namespace lehr::client {

// A Range is what an axis shows.
struct AxisRange {
  double low = 0;
  double high = 1;
};

// A PanelPlace is where the axes of a panel are, in pixels from the lower left
// corner of the figure.
struct PanelPlace {
  int left = 0;
  int right = 0;
  int bottom = 0;
  int top = 0;
  bool first_in_row = false;
  bool last_in_column = false;
  bool first_in_column = false;
};

// A FigureLayout is how large everything is. Legends stand above a column of
// panels, outside of the data.
struct FigureLayout {
  int width = 0;
  int height = 0;
  int legend_height = 0;
  bool slanted_categories = false;
  std::vector<PanelPlace> places;  // of the panels
  std::vector<std::string> note;   // in lines that fit
};

FigureLayout LayOutFigure(const Figure& figure);

// What the x axis of the panel's column, or the y axis of its row, shows: all
// that is drawn, bars and bands included, and a margin.
AxisRange XRange(const Figure& figure, std::size_t panel);
AxisRange YRange(const Figure& figure, std::size_t panel);

// Where the x axis of a column that shows parameters has ticks: their values,
// if they are few and apart. Empty otherwise.
std::vector<double> XTics(const Figure& figure, std::size_t panel);

// Series of a column's panels that have a place in the legend, each once, in
// order.
std::vector<const Series*> LegendOf(const Figure& figure, std::size_t column);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_FIGURE_LAYOUT_H_
