//! A mail server that takes everything, once the connection is encrypted. It ends with the process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A mail server that runs.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    /// Its certificate in PEM, which is its own authority.
    pub(crate) certificate: String,
}

/// A mail that arrived.
#[derive(Debug, Default)]
pub(crate) struct Mail {
    pub(crate) to: Vec<String>,
    /// Headers and body as sent.
    pub(crate) text: String,
}

impl MailServer {
    /// Starts it; `take` gets the mails that arrive.
    pub(crate) fn start(take: impl Fn(Mail) + Send + 'static) -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]);
        let made = made.expect("a certificate can be made");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.into());
        let config = Arc::new(config.expect("key and certificate belong together"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Who hangs up before the end comes again.
                let _ = receive(stream, &config, &take);
            }
        });
        Self {
            port,
            certificate: made.cert.pem(),
        }
    }
}

/// One connection: greets in the open, and goes on when it is encrypted.
fn receive(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    take: &impl Fn(Mail),
) -> std::io::Result<()> {
    let mut open = Session::new(stream);
    open.say("220 ready")?;
    while let Some(command) = open.hear()? {
        match command.as_str() {
            "STARTTLS" => {
                open.say("220 go ahead")?;
                let connection = ServerConnection::new(Arc::clone(config));
                let connection = connection.map_err(std::io::Error::other)?;
                let stream = open.0.into_inner();
                let mut session = Session::new(StreamOwned::new(connection, stream));
                return encrypted(&mut session, take);
            }
            "QUIT" => return open.say("221 bye"),
            greeting if greeting.starts_with("EHLO") => {
                open.say("250-127.0.0.1\r\n250 STARTTLS")?;
            }
            _ => open.say("530 must issue a STARTTLS command first")?,
        }
    }
    Ok(())
}

/// The encrypted part.
fn encrypted<S: Read + Write>(
    session: &mut Session<S>,
    take: &impl Fn(Mail),
) -> std::io::Result<()> {
    let mut mail = Mail::default();
    while let Some(command) = session.hear()? {
        if let Some(to) = command.strip_prefix("RCPT TO:") {
            mail.to.push(to.trim_matches(['<', '>']).to_owned());
        }
        match command.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => session.say("250-127.0.0.1\r\n250 AUTH PLAIN")?,
            "AUTH" => session.say("235 welcome")?,
            "DATA" => {
                session.say("354 go on")?;
                while let Some(line) = session.hear()?.filter(|line| line != ".") {
                    mail.text += &line;
                    mail.text.push('\n');
                }
                take(std::mem::take(&mut mail));
                session.say("250 taken")?;
            }
            "QUIT" => return session.say("221 bye"),
            _ => session.say("250 well")?,
        }
    }
    Ok(())
}

/// Lines to and fro.
struct Session<S>(BufReader<S>);

impl<S: Read + Write> Session<S> {
    fn new(stream: S) -> Self {
        Self(BufReader::new(stream))
    }

    fn say(&mut self, line: &str) -> std::io::Result<()> {
        let stream = self.0.get_mut();
        write!(stream, "{line}\r\n")?;
        stream.flush()
    }

    /// The next line, `None` at the end.
    fn hear(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let length = self.0.read_line(&mut line)?;
        Ok((length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }
}
