using System.Globalization;
using System.Text;
using System.Xml;
using Compensation.Rules.Numbers;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Grains.Payouts;

/// <summary>Represents how many transfers there are and what they come to.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">Their sum in smallest units.</param>
public readonly record struct TransferSum(int Count, long Amount)
{
    /// <summary>Both together.</summary>
    public static TransferSum operator +(TransferSum left, TransferSum right) => new(left.Count + right.Count, left.Amount + right.Amount);
}

/// <summary>Represents a payment file of one currency being written: a customer credit transfer initiation of ISO 20022, <c>pain.001.001.09</c>, with a
/// payment information block for each day on which payouts are due.</summary>
/// <remarks>The sums stand before what they sum, so they have to be known beforehand; the file never has to be in memory as a whole: hand on what the stream
/// has after <see cref="Flush"/>.</remarks>
public sealed class CreditTransferFile : IDisposable
{
    /// <summary>The wallet whose payouts are transfers between banks; others are paid by other ways.</summary>
    public const string Wallet = "cash";

    /// <summary>The longest id of a message.</summary>
    public const int LongestId = 35;

    private const string Schema = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    private const string Euro = "EUR";
    private const int LongestName = 70;
    private const int LongestText = 140;

    private readonly XmlWriter xml;
    private readonly string message;
    private readonly BankAccount debtor;
    private readonly string currency;
    private readonly int decimals;
    private int blocks;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Receives the bytes; stays open.</param>
    /// <param name="message">The message's id, which the bank knows it by: up to <see cref="LongestId"/> characters.</param>
    /// <param name="created">When the payouts were sent.</param>
    /// <param name="debtor">The account that is debited.</param>
    /// <param name="currency">The currency of all transfers.</param>
    /// <param name="decimals">The currency's decimals.</param>
    /// <param name="sum">All transfers together.</param>
    public CreditTransferFile(Stream stream, string message, Instant created, BankAccount debtor, string currency, int decimals, TransferSum sum)
    {
        this.message = message;
        this.debtor = debtor;
        this.currency = currency;
        this.decimals = decimals;
        xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" });
        xml.WriteStartDocument();
        xml.WriteStartElement("Document", Schema);
        xml.WriteStartElement("CstmrCdtTrfInitn");
        xml.WriteStartElement("GrpHdr");
        xml.WriteElementString("MsgId", message);
        xml.WriteElementString("CreDtTm", InstantPattern.General.Format(created));
        Sums(sum);
        xml.WriteStartElement("InitgPty");
        xml.WriteElementString("Nm", Name(debtor.Holder));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>Begins the transfers of a day.</summary>
    /// <param name="due">The day on which the bank is to execute them.</param>
    /// <param name="sum">The day's transfers together.</param>
    public void BeginDay(LocalDate due, TransferSum sum)
    {
        EndDay();
        blocks++;
        xml.WriteStartElement("PmtInf");
        xml.WriteElementString("PmtInfId", Cut($"{blocks}-{message}", LongestId));
        xml.WriteElementString("PmtMtd", "TRF");
        Sums(sum);
        if (currency == Euro)
        {
            xml.WriteStartElement("PmtTpInf");
            xml.WriteStartElement("SvcLvl");
            xml.WriteElementString("Cd", "SEPA");
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteStartElement("ReqdExctnDt");
        xml.WriteElementString("Dt", LocalDatePattern.Iso.Format(due));
        xml.WriteEndElement();
        Party("Dbtr", debtor);
        Account("DbtrAcct", debtor);
        Agent("DbtrAgt", debtor, isNeeded: true);
        xml.WriteElementString("ChrgBr", currency == Euro ? "SLEV" : "SHAR");
    }

    /// <summary>Adds a transfer to the day that was begun.</summary>
    /// <param name="payout">The payout.</param>
    /// <param name="creditor">Where it goes.</param>
    /// <param name="purpose">What the payee reads on the statement of the account.</param>
    public void Add(PayoutLine payout, BankAccount creditor, string purpose)
    {
        ArgumentNullException.ThrowIfNull(payout);
        ArgumentNullException.ThrowIfNull(creditor);
        xml.WriteStartElement("CdtTrfTxInf");
        xml.WriteStartElement("PmtId");
        xml.WriteElementString("EndToEndId", string.Create(CultureInfo.InvariantCulture, $"{payout.Number}-{payout.Attempt}"));
        xml.WriteEndElement();
        xml.WriteStartElement("Amt");
        xml.WriteStartElement("InstdAmt");
        xml.WriteAttributeString("Ccy", currency);
        xml.WriteString(Fixed.Format(payout.Amount, decimals));
        xml.WriteEndElement();
        xml.WriteEndElement();
        Agent("CdtrAgt", creditor, isNeeded: false);
        Party("Cdtr", creditor);
        Account("CdtrAcct", creditor);
        xml.WriteStartElement("RmtInf");
        xml.WriteElementString("Ustrd", Cut(Clean(purpose), LongestText));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>Hands all that was written to the stream.</summary>
    public void Flush() => xml.Flush();

    /// <summary>Ends the file and hands its rest to the stream.</summary>
    public void End()
    {
        EndDay();
        xml.WriteEndDocument();
        xml.Flush();
    }

    /// <summary>Lets go of the stream.</summary>
    public void Dispose() => xml.Dispose();

    private void EndDay()
    {
        if (blocks > 0)
        {
            xml.WriteEndElement();
        }
    }

    private void Sums(TransferSum sum)
    {
        xml.WriteElementString("NbOfTxs", sum.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("CtrlSum", Fixed.Format(sum.Amount, decimals));
    }

    private void Party(string element, BankAccount account)
    {
        xml.WriteStartElement(element);
        xml.WriteElementString("Nm", Name(account.Holder));
        xml.WriteEndElement();
    }

    private void Account(string element, BankAccount account)
    {
        xml.WriteStartElement(element);
        xml.WriteStartElement("Id");
        xml.WriteElementString("IBAN", account.Iban);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Agent(string element, BankAccount account, bool isNeeded)
    {
        if (account.Bic.Length == 0 && !isNeeded)
        {
            return;
        }

        xml.WriteStartElement(element);
        xml.WriteStartElement("FinInstnId");
        if (account.Bic.Length > 0)
        {
            xml.WriteElementString("BICFI", account.Bic);
        }
        else
        {
            xml.WriteStartElement("Othr");
            xml.WriteElementString("Id", "NOTPROVIDED");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string Name(string holder) => Cut(Clean(holder), LongestName);

    /// <summary>A text on one line, without what XML does not carry.</summary>
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => !Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF or 0xFFFD))).Trim();

    /// <summary>The beginning of a text, no pair of surrogates cut in half.</summary>
    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
