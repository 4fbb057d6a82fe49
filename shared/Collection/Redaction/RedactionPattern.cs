using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace CauseFlow.Collection.Redaction;

/// <summary>Something that an installation takes out beside what the product does, such as numbers of its customers.</summary>
public sealed class RedactionPattern
{
    /// <summary>Stands in the text as <c>[redacted:name]</c>: lower-case letters, digits and underscores. Required.</summary>
    [Required]
    [RegularExpression("^[a-z][a-z0-9_]{0,31}$")]
    public string Name { get; set; } = "";

    /// <summary>A .NET regular expression without look-arounds and back-references: it must run in linear time. Required.</summary>
    [Required]
    [StringLength(500, MinimumLength = 2)]
    public string Pattern { get; set; } = "";

    /// <summary>It has a name, runs in linear time, and matches neither nothing nor what redaction itself leaves.</summary>
    public bool IsUsable()
    {
        try
        {
            return Validator.TryValidateObject(this, new ValidationContext(this), [], validateAllProperties: true)
                && Compile() is var pattern && !pattern.IsMatch("") && !pattern.IsMatch($"[redacted:{Name}]") && !pattern.IsMatch("[redacted:token]");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <exception cref="ArgumentException">The pattern is none, or does not run in linear time.</exception>
    public Regex Compile()
    {
        try
        {
            return new Regex(Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, SecretRule.MatchTimeout);
        }
        catch (NotSupportedException)
        {
            throw new ArgumentException($"The redaction pattern {Name} has a look-around or a back-reference, which cost unbounded time.");
        }
    }
}
