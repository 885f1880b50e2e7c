//! `#[derive(Twin)]`: from a view that borrows, the plain type that owns.
//!
//! A macro by example cannot look into a type, and a twin whose fields read `<Option<&'a str> as Twin>::Owned` is
//! nothing to read in documentation. So the one thing that is done here is to write the types: `Option<String>`.
//!
//! `Session<'a>` becomes `OwnedSession` with the same fields or variants and docs, `to_owned()` on the view and
//! `view()` on the twin. Everything else (serde, `Debug`, equality of words) goes through the view, so that it is
//! written once.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Data, DeriveInput, Expr, Field, Fields, GenericArgument, Lit, Meta, PathArguments, Type};

/// See the crate's documentation.
#[proc_macro_derive(Twin)]
pub fn twin(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let view = &input.ident;
    let twin = owned(view);
    let life = (!input.generics.params.is_empty()).then(|| quote!(<'a>));
    let docs = docs_of(&input.attrs);
    let link = format!("The owned twin of [`{view}`].");
    // The frame of an unknown event is all that is known of it.
    let is_event =
        matches!(&input.data, Data::Enum(data) if data.variants.iter().any(|variant| variant.ident == "Unknown"));
    let (kind, body, to_twin, lend) = match &input.data {
        Data::Struct(data) => {
            let fields = fields(&data.fields, &quote!(pub))?;
            let names: Vec<_> = data.fields.iter().map(|field| &field.ident).collect();
            let to: Vec<_> = data.fields.iter().map(|field| to_twin(field, &member(field, &quote!(self)))).collect();
            let from: Vec<_> = data.fields.iter().map(|field| lend(field, &member(field, &quote!(twin)))).collect();
            (
                quote!(#[non_exhaustive] pub struct),
                quote!({ #fields }),
                quote!(#twin { #(#names: #to),* }),
                quote!(#view { #(#names: #from),* }),
            )
        }
        Data::Enum(data) => {
            let (mut variants, mut to, mut from) = (Vec::new(), Vec::new(), Vec::new());
            for variant in &data.variants {
                let (name, docs) = (&variant.ident, docs_of(&variant.attrs));
                let fields = fields(&variant.fields, &quote!())?;
                let idents: Vec<_> = match &variant.fields {
                    Fields::Named(named) => named.named.iter().map(|field| field.ident.clone().unwrap()).collect(),
                    other => (0..other.len()).map(|at| format_ident!("value{at}")).collect(),
                };
                let gives: Vec<_> = variant
                    .fields
                    .iter()
                    .zip(&idents)
                    .map(|(field, ident)| to_twin(field, &quote!((*#ident))))
                    .collect();
                let takes: Vec<_> =
                    variant.fields.iter().zip(&idents).map(|(field, ident)| lend(field, &quote!((*#ident)))).collect();
                match &variant.fields {
                    Fields::Named(_) => {
                        variants.push(quote!(#(#docs)* #name { #fields }));
                        to.push(quote!(#view::#name { #(#idents),* } => #twin::#name { #(#idents: #gives),* }));
                        from.push(quote!(#twin::#name { #(#idents),* } => #view::#name { #(#idents: #takes),* }));
                    }
                    Fields::Unnamed(_) => {
                        // An event's struct stands beside its enum, and is not among the objects.
                        let event = is_event.then(|| owned(name)).map(|payload| quote!(#payload));
                        let fields = event.unwrap_or_else(|| quote!(#fields));
                        variants.push(quote!(#(#docs)* #name(#fields)));
                        to.push(quote!(#view::#name(#(#idents),*) => #twin::#name(#(#gives),*)));
                        from.push(quote!(#twin::#name(#(#idents),*) => #view::#name(#(#takes),*)));
                    }
                    Fields::Unit => {
                        variants.push(quote!(#(#docs)* #name));
                        to.push(quote!(#view::#name => #twin::#name));
                        from.push(quote!(#twin::#name => #view::#name));
                    }
                }
            }
            (
                quote!(#[non_exhaustive] #[allow(clippy::large_enum_variant, reason = "as the view has it")] pub enum),
                quote!({ #(#variants),* }),
                quote!(match self { #(#to),* }),
                quote!(match twin { #(#from),* }),
            )
        }
        Data::Union(_) => return Err(syn::Error::new_spanned(view, "a union has no twin")),
    };
    let write_unknown = is_event.then(|| {
        quote! {
            if let Self::Unknown { raw, .. } = self {
                return crate::twin::serialize_frame(raw, serializer);
            }
        }
    });
    // What is built begins with what a built view has.
    let default = matches!(&input.data, Data::Struct(_)).then(|| {
        quote! {
            impl Default for #twin {
                fn default() -> Self {
                    #view::default().to_owned()
                }
            }
        }
    });
    let read = if is_event { quote!(read_event) } else { quote!(read) };
    let view_life = life.as_ref().map(|_| quote!(<'_>));
    Ok(quote! {
        #(#docs)*
        #[doc = ""]
        #[doc = #link]
        #[derive(Clone, PartialEq)]
        #kind #twin #body

        #default

        impl #view #view_life {
            /// The same, owned.
            pub fn to_owned(&self) -> #twin {
                crate::twin::Twin::to_twin(self)
            }
        }

        impl<'a> crate::twin::Twin<'a> for #view #life {
            type Owned = #twin;

            fn to_twin(&self) -> #twin {
                #to_twin
            }

            #[allow(unused_variables, reason = "not every twin needs the arena")]
            fn lend(twin: &'a #twin, arena: &'a bumpalo::Bump) -> Self {
                #lend
            }
        }

        impl #twin {
            /// The view of it; what the view refers to beyond this twin lies in `arena`.
            #[allow(clippy::needless_lifetimes, reason = "views of numbers have no lifetime")]
            pub fn view<'a>(&'a self, arena: &'a bumpalo::Bump) -> #view #life {
                crate::twin::Twin::lend(self, arena)
            }
        }

        impl std::fmt::Debug for #twin {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.view(&bumpalo::Bump::new()), f)
            }
        }

        impl serde::Serialize for #twin {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #write_unknown
                serde::Serialize::serialize(&self.view(&bumpalo::Bump::new()), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for #twin {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (tree, arena) = (crate::OwnedJson::deserialize(deserializer)?, bumpalo::Bump::new());
                let view: #view #view_life =
                    crate::twin::#read(&tree, &arena).map_err(<D::Error as serde::de::Error>::custom)?;
                Ok(view.to_owned())
            }
        }
    })
}

/// `self.name`.
fn member(field: &Field, of: &TokenStream) -> TokenStream {
    let name = &field.ident;
    quote!(#of.#name)
}

/// The fields of a struct or a variant with owned types.
fn fields(fields: &Fields, visibility: &TokenStream) -> syn::Result<TokenStream> {
    let mut out = TokenStream::new();
    for field in fields {
        let docs = docs_of(&field.attrs);
        let kind = match body(&field.ty) {
            Some(body) => {
                let body = twin_type(body)?;
                quote!(Option<Box<#body>>)
            }
            None => twin_type(&field.ty)?,
        };
        out.extend(match &field.ident {
            Some(name) => quote!(#(#docs)* #visibility #name: #kind,),
            None => quote!(#(#docs)* #kind,),
        });
    }
    Ok(out)
}

fn to_twin(field: &Field, value: &TokenStream) -> TokenStream {
    match body(&field.ty) {
        Some(_) => quote!(crate::twin::body_to_twin(#value)),
        None => quote!(crate::twin::Twin::to_twin(&#value)),
    }
}

fn lend(field: &Field, value: &TokenStream) -> TokenStream {
    match body(&field.ty) {
        Some(_) => quote!(crate::twin::lend_body(&#value, arena)),
        None => quote!(crate::twin::Twin::lend(&#value, arena)),
    }
}

/// The object behind a bare reference: what an event is about, which may not have been sent.
fn body(field: &Type) -> Option<&Type> {
    match bare(field) {
        Type::Reference(reference) => match bare(&reference.elem) {
            Type::Path(path) if !path.path.is_ident("str") => Some(&reference.elem),
            _ => None,
        },
        _ => None,
    }
}

/// What a type of a view is in its twin.
fn twin_type(view: &Type) -> syn::Result<TokenStream> {
    Ok(match bare(view) {
        Type::Reference(reference) => match bare(&reference.elem) {
            Type::Slice(slice) => {
                let element = twin_type(&slice.elem)?;
                quote!(Vec<#element>)
            }
            Type::Path(path) if path.path.is_ident("str") => quote!(String),
            target => {
                let target = twin_type(target)?;
                quote!(Box<#target>)
            }
        },
        Type::Path(path) => {
            let last = path.path.segments.last().ok_or_else(|| syn::Error::new_spanned(path, "a type"))?;
            let inner = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(inner) => Some(inner),
                    _ => None,
                }),
                _ => None,
            };
            match inner {
                Some(inner) => {
                    let (wrapper, inner) = (&last.ident, twin_type(inner)?);
                    quote!(#wrapper<#inner>)
                }
                None if ["bool", "u8", "u64", "i64", "f64"].iter().any(|name| last.ident == name) => quote!(#path),
                None => {
                    let twin = owned(&last.ident);
                    quote!(crate::owned::#twin)
                }
            }
        }
        other => return Err(syn::Error::new_spanned(other, "a twin of this type is not known")),
    })
}

/// The type without the invisible group that a macro by example puts around it.
fn bare(mut of: &Type) -> &Type {
    loop {
        of = match of {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            other => return other,
        };
    }
}

fn owned(view: &Ident) -> Ident {
    format_ident!("Owned{view}")
}

fn docs_of(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes
        .iter()
        .filter(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => !matches!(
                &pair.value,
                Expr::Lit(literal) if matches!(&literal.lit, Lit::Str(text) if text.value().contains("```"))
            ),
            _ => false,
        })
        .collect()
}
