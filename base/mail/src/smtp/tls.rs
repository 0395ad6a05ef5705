//! Encryption of a connection: checked where we know whom we talk to, unchecked between strangers.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme, crypto};

use super::wire::Stream;
use crate::failure::{Cause, Failure};

/// How to encrypt; cheap to clone.
#[derive(Clone)]
pub(crate) struct Tls {
    /// An error where the system has no certificate authorities: only a relay needs them.
    checked: Result<TlsConnector, String>,
    unchecked: TlsConnector,
}

impl Tls {
    /// Trusts the system's authorities, and those in the PEM file `extra`.
    pub fn new(extra: Option<&Path>) -> Result<Self, String> {
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        let roots = match extra {
            Some(path) => {
                let wrong = |error: &dyn std::fmt::Display| format!("mail.ca_file: {}: {error}", path.display());
                let roots = CertificateDer::pem_file_iter(path).map_err(|error| wrong(&error))?;
                let roots = roots.collect::<Result<Vec<_>, _>>().map_err(|error| wrong(&error))?;
                if roots.is_empty() {
                    return Err(wrong(&"holds no certificate in PEM"));
                }
                roots
            }
            None => Vec::new(),
        };
        let checked = Verifier::new_with_extra_roots(roots, provider.clone())
            .map_err(|error| error.to_string())
            .and_then(|verifier| connector(&provider, Arc::new(verifier)));
        let unchecked = connector(&provider, Arc::new(AnyServer(provider.clone())))?;
        Ok(Self { checked, unchecked })
    }

    /// With a certificate that is valid for `host`.
    pub(super) async fn checked(&self, host: &str, stream: Stream, patience: Duration) -> Result<Stream, Failure> {
        let connector = self.checked.as_ref().map_err(|error| Failure::new(Cause::Tls, host, error))?;
        encrypt(connector, host, stream, patience).await
    }

    /// Whoever it is.
    pub(super) async fn unchecked(&self, host: &str, stream: Stream, patience: Duration) -> Result<Stream, Failure> {
        encrypt(&self.unchecked, host, stream, patience).await
    }
}

fn connector(provider: &Arc<CryptoProvider>, verifier: Arc<dyn ServerCertVerifier>) -> Result<TlsConnector, String> {
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn encrypt(connector: &TlsConnector, host: &str, stream: Stream, patience: Duration) -> Result<Stream, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(Cause::Tls, host, error);
    let name = ServerName::try_from(host.to_owned()).map_err(|error| failed(&error))?;
    match tokio::time::timeout(patience, connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => Err(Failure::new(Cause::Slow, host, "")),
    }
}

/// Takes any certificate: whoever could pretend to be the server could as well have hidden that it encrypts.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
