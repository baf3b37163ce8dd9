// The settings of a gateway, as `fax serve` reads and describes them.
export { ReceptionRoutes } from "./receive/ReceptionRoutes.js"
export { describeSettings } from "./settings/describeSettings.js"
export { GatewaySettings } from "./settings/GatewaySettings.js"
export { readSettings, SettingsInvalid, type SettingsSources } from "./settings/readSettings.js"
export { CurrentMailSettings } from "./tell/mail/MailSettings.js"
