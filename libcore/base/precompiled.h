// What nearly all sources include. Read once for all of them where a build asks for it (PRECOMPILED=ON), which
// takes a third less time so. No source relies on it.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
