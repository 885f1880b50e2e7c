// How the two faces of simdjson walk through an object. Neither copies a key; what is wrong is thrown, which costs
// nothing where nothing is.
#pragma once
#include "simdjson.h"

struct wrong {};

[[noreturn, gnu::cold, gnu::noinline]] inline void refuse() { throw wrong{}; }

template <class T>
simdjson_inline T must(simdjson::simdjson_result<T> &&result) {
  T value;
  if (simdjson_unlikely(std::move(result).get(value))) refuse();
  return value;
}

struct ondemand_api {
  using value = simdjson::ondemand::value;
  using array = simdjson::ondemand::array;
  using object = simdjson::ondemand::object;
  using type = simdjson::ondemand::json_type;

  class walk {
   public:
    simdjson_inline explicit walk(object object) : it(must(object.begin())), end(must(object.end())) { load(); }

    simdjson_inline bool done() const { return raw == none; }
    // One comparison of known length, and the quote behind it.
    template <size_t N>
    simdjson_inline bool is(const char (&key)[N]) const {
      return std::memcmp(raw, key, N - 1) == 0 && raw[N - 1] == '"';
    }
    simdjson_inline value here() { return field.value(); }
    std::string_view key() { return must(field.unescaped_key()); }
    simdjson_inline void next() {
      ++it;
      load();
    }

   private:
    simdjson_inline void load() {
      if (it == end) {
        raw = none;
        return;
      }
      field = must(*it);
      raw = field.key().raw();
    }

    static constexpr char none[64] = {};
    simdjson::simdjson_result<simdjson::ondemand::object_iterator> it, end;
    simdjson::ondemand::field field;
    const char *raw = none;
  };

  static bool null(value value) { return must(value.is_null()); }
  static type kind(value value) { return must(value.type()); }
  static constexpr type STRING = type::string, NUMBER = type::number, OBJECT = type::object, ARRAY = type::array,
                        BOOL = type::boolean;

  template <class S>
  static void any_number(value value, S &sink, uint64_t path) {
    auto number = must(value.get_number());
    if (number.is_uint64()) {
      sink.whole(path, number.get_uint64());
    } else if (number.is_int64() && number.get_int64() >= 0) {
      sink.whole(path, static_cast<uint64_t>(number.get_int64()));
    } else {
      sink.number(path, number.as_double());
    }
  }
};

struct dom_api {
  using value = simdjson::dom::element;
  using array = simdjson::dom::array;
  using object = simdjson::dom::object;
  using type = simdjson::dom::element_type;

  class walk {
   public:
    simdjson_inline explicit walk(object object) : it(object.begin()), end(object.end()) { load(); }

    simdjson_inline bool done() const { return raw == NONE; }
    // With the zero behind it, so that its length is compared as well: the iterator's own comparison takes longer.
    template <size_t N>
    simdjson_inline bool is(const char (&key)[N]) const {
      static_assert(N <= sizeof(NONE), "where there is no key as much can be read");
      return std::memcmp(raw, key, N) == 0;
    }
    simdjson_inline value here() { return it.value(); }
    std::string_view key() { return it.key(); }
    simdjson_inline void next() {
      ++it;
      load();
    }

   private:
    static constexpr char NONE[64] = {};
    object::iterator it, end;
    const char *raw;

    simdjson_inline void load() { raw = it == end ? NONE : it.key_c_str(); }
  };

  static bool null(value value) { return value.is_null(); }
  static type kind(value value) { return value.type(); }
  static constexpr type STRING = type::STRING, OBJECT = type::OBJECT, ARRAY = type::ARRAY, BOOL = type::BOOL,
                        NUMBER = type::DOUBLE;

  template <class S>
  static void any_number(value value, S &sink, uint64_t path) {
    switch (value.type()) {
      case type::UINT64:
        return sink.whole(path, must(value.get_uint64()));
      case type::INT64: {
        const int64_t number = must(value.get_int64());
        return number >= 0 ? sink.whole(path, static_cast<uint64_t>(number))
                           : sink.number(path, static_cast<double>(number));
      }
      default:
        return sink.number(path, must(value.get_double()));
    }
  }
};
