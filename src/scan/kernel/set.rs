//! [`kernels!`]: the functions of one set, each with the features that the set needs.

/// Declares the set of a name: the functions that follow, and those of [`block`](super::block) over the set's block. All
/// have the features that `runs` asks for.
///
/// ```text
/// kernels! { "avx2" over Two, ["avx2" "bmi1"]
///     fn utf8(bytes: &[u8]) -> bool { .. }
/// }
/// ```
macro_rules! kernels {
    ($name:literal over $block:ident, $features:tt $($item:item)*) => {
        pub(super) static KERNELS: Kernels = Kernels {
            name: $name, runs, stop, utf8, unescape, blank, quote, close, types, typeless, costless, fits,
        };

        $crate::scan::kernel::set::runs! { $features }

        $crate::scan::kernel::set::over! { $block, $features
            fn blank(bytes: &[u8]) -> usize;
            fn quote(bytes: &[u8]) -> Option<usize>;
            fn close(bytes: &[u8]) -> Option<usize>;
            fn types(bytes: &[u8]) -> Option<usize>;
            fn typeless(bytes: &[u8]) -> bool;
            fn costless(bytes: &[u8]) -> bool;
        }

        $($crate::scan::kernel::set::featured! { $features $item })*
    };
}

macro_rules! runs {
    ([$($feature:tt)*]) => {
        fn runs() -> bool {
            $(is_x86_feature_detected!($feature))&&*
        }
    };
}

/// Those that are the same in every set but for its block.
macro_rules! over {
    ($block:ident, $features:tt $(fn $name:ident($($argument:ident: $type:ty),*) -> $said:ty;)*) => {
        $($crate::scan::kernel::set::featured! { $features
            fn $name($($argument: $type),*) -> $said {
                // SAFETY: the features are on.
                unsafe { block::$name::<$block>($($argument),*) }
            }
        })*
    };
}

macro_rules! featured {
    ([$($feature:tt)*] $item:item) => {
        $(#[target_feature(enable = $feature)])*
        $item
    };
}

pub(super) use {featured, kernels, over, runs};
