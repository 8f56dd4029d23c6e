using System.ComponentModel.DataAnnotations;
using Compensation.Api;
using Compensation.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace Compensation.Silo.Serving;

/// <summary>Represents what a server is set to: by a file, by variables of the environment, by the command line, the later ones first.</summary>
internal sealed record ServerOptions
{
    /// <summary>The ledger: a SQLite file, or <c>postgresql:</c> and a connection string.</summary>
    /// <value>data/ledger.db unless it is set; the folder is made.</value>
    [Required]
    public string Ledger { get; init; } = Path.Combine("data", "ledger.db");

    /// <summary>Where it listens: an address of this machine and a port.</summary>
    /// <value>127.0.0.1:5151 unless it is set; port 0 takes a free one.</value>
    [Required]
    public string Listen { get; init; } = "127.0.0.1:5151";

    /// <summary>Where browsers find the pages: an address of this machine and a port, or <c>none</c>.</summary>
    /// <value>Empty unless it is set: the address of <see cref="Listen"/> and the port before it. Browsers need HTTP/1.1, which the API's port speaks with TLS
    /// only.</value>
    public string Console { get; init; } = "";

    /// <summary>The folder with the keys that sessions of the pages are encrypted with; all processes of a cluster share it.</summary>
    /// <value>Empty unless it is set: keys are made anew for each process, so that people sign in again when it has been started again.</value>
    public string SessionKeys { get; init; } = "";

#if CLUSTER
    /// <summary>What <see cref="Cluster"/> says of a silo that is one by itself.</summary>
    public const string Alone = "none";

    /// <summary>The address and port at which the cluster's other silos reach this one. The ledger's database is the cluster's, too. Or <c>none</c>: this
    /// silo is one by itself, over any ledger.</summary>
    /// <value>127.0.0.1:11111 unless it is set.</value>
    [Required]
    public string Cluster { get; init; } = "127.0.0.1:11111";
#endif

    /// <summary>The PEM file of the certificate, for TLS.</summary>
    /// <value>Empty unless it is set: no TLS, on this machine's own addresses only.</value>
    public string Certificate { get; init; } = "";

    /// <summary>The PEM file of the certificate's key.</summary>
    /// <value>Empty unless it is set: the certificate's file holds it.</value>
    public string CertificateKey { get; init; } = "";

    /// <summary>Whether it may listen without TLS on other addresses than this machine's own: behind a proxy that ends TLS.</summary>
    /// <value>No, unless it is set.</value>
    public bool PlainText { get; init; }

    /// <summary>How long calls that run may take to end when the server stops, in seconds.</summary>
    /// <value>30 unless it is set.</value>
    [Range(1, 3_600)]
    public int ShutdownSeconds { get; init; } = 30;

    /// <summary>From which level on events are written to the log.</summary>
    /// <value>Warning unless it is set; Information tells of starts and stops too.</value>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Metrics and traces.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The grains.</summary>
    public GrainOptions Grains { get; init; } = new();

    /// <summary>The API.</summary>
    public ApiOptions Api { get; init; } = new();
}
